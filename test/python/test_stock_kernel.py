"""A notebook in the kernels that tslab's own installer writes, beside the same notebook in ours: one import, and the results are the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import nbformat
import pytest
from nbclient import NotebookClient

REPOSITORY = Path(__file__).parents[2]
TSLAB = REPOSITORY / "node_modules" / "tslab" / "bin" / "tslab"
MIB = 2**20

CELLS = [
    'import "tslab-magics";',
    "const size = 13_107_200; let calls = 0;\nfunction fill(n) { calls++; return new Float64Array(n).fill(1); }",
    "%memit --fresh fill(size)",
    "%memit --fresh console.log('calls', calls); Array.from({ length: 100_000 }, (_, i) => ({ i }))",
    "calls",
    "const kept = %memit --fresh -o new Uint8Array(50 * 2 ** 20).fill(size % 7)",
    "kept.outcome.kind + ' ' + kept.engine",
    "%timeit --fresh -r 2 -n 1000 fill(10)",
    "%heap --fresh fill(1000)",
    "%%memit --fresh\nif (size > 0) throw new RangeError('size is ' + size);",
    "%lsmagic",
]
RAISES = 9


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the package in it, and the kernels of tslab and ours where this Jupyter finds them."""
    prefix, folder = tmp_path_factory.mktemp("prefix"), tmp_path_factory.mktemp("größe 大")
    node = shutil.which("node")
    install = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([node, str(TSLAB), "install", "--python", sys.executable, "--binary", str(TSLAB), "--prefix", str(prefix)], **install)
    subprocess.run([node, str(REPOSITORY / "bin" / "tslab-magics.js"), "install", "--prefix", str(prefix)], **install)
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "tslab-magics").symlink_to(REPOSITORY)
    with patch.dict(os.environ, JUPYTER_PATH=str(prefix / "share" / "jupyter")):
        yield folder


def run(place, kernel):
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    cells[RAISES].metadata["tags"] = ["raises-exception"]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name=kernel, timeout=120, resources={"metadata": {"path": str(place)}}).execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture(scope="module", params=[("tslab", "tslab-magics"), ("jslab", "jslab-magics")], ids=["typescript", "javascript"])
def outputs(place, request):
    stock, ours = request.param
    return run(place, stock), run(place, ours)


def results(outputs):
    """Every measurement of a cell."""
    found = []
    for output in outputs:
        data = output.get("data", {})
        found += [data[kind] for kind in data if kind.startswith("application/vnd.tslab-magics.")]
    return found


def shown(outputs):
    """What a cell shows besides its measurements. Stock tslab prints a last value; our kernel gives it as a result."""
    texts = []
    for output in outputs:
        if output.output_type == "stream":
            texts.append(output.text)
        elif output.output_type == "execute_result":
            texts.append(output.data["text/plain"] + "\n")
        elif output.output_type == "error":
            texts.append((output.ename, output.evalue, output.traceback))
        elif not results([output]):
            texts.append(output.data)
    return texts


def test_every_cell_shows_the_same(outputs):
    stock, ours = outputs
    assert [shown(cell) for cell in stock] == [shown(cell) for cell in ours]
    assert shown(stock[3]) == ["calls 0\n"]
    assert shown(stock[4]) == ["0\n"]
    assert shown(stock[6]) == ["completed fresh\n"]
    assert shown(stock[RAISES])[0][:2] == ("RangeError", "size is 13107200")


def test_every_result_is_of_the_same_outcome_and_engine(outputs):
    stock, ours = ([[(r["kind"], r["engine"], r["outcome"]) for r in results(cell)] for cell in cells] for cells in outputs)
    assert stock == ours
    assert [len(cell) for cell in stock] == [0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0]


@pytest.mark.parametrize(("cell", "tolerance"), [(2, 0.1 * MIB), (3, 0.5 * MIB), (5, 0.1 * MIB)])
def test_increments_are_the_same(outputs, cell, tolerance):
    [stock], [ours] = (results(cells[cell]) for cells in outputs)
    assert stock["incrementBytes"] == pytest.approx(ours["incrementBytes"], abs=tolerance)


def test_what_was_carried_over_is_the_same(outputs):
    stock, ours = ([[r["state"]["copied"] for r in results(cell)] for cell in cells] for cells in outputs)
    assert stock == ours


def test_the_result_comes_first_and_then_the_error(outputs):
    stock, _ = outputs
    assert [output.output_type for output in stock[RAISES]] == ["display_data", "error"]
