"""What `tslab-magics run` writes is a notebook in the eyes of Jupyter's own library."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import nbformat
import pytest

COMMAND = [shutil.which("node"), str(Path(__file__).parents[2] / "bin" / "tslab-magics.js")]


def run(*args):
    return subprocess.run([*COMMAND, "run", *map(str, args)], capture_output=True, text=True, timeout=120)


def write_notebook(path, *cells, **metadata):
    notebook = nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)
    nbformat.write(notebook, path)


def code(source, *tags):
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)} if tags else {})


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("größe 大")
    source, output, results = folder / "in.ipynb", folder / "out.ipynb", folder / "results.json"
    write_notebook(
        source,
        nbformat.v4.new_markdown_cell("# Title\n\ntext"),
        code('const greeting: string = "größe 😀\\n";\nconsole.log(greeting); console.log("more");\ngreeting.length'),
        code("throw new TypeError('as it must')", "raises-exception"),
        code(""),
        code("%%memit\n\nnew Uint8Array(20_000_000).fill(1)"),
        code('require("fs").realpathSync(".")'),
    )
    finished = run(source, "-o", output, "--json", results)
    assert finished.returncode == 0, finished.stderr
    return finished, output, results


def outputs(path):
    return [cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells]


def test_it_is_valid_and_written_as_jupyter_writes_it(executed):
    _, path, _ = executed
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert path.read_text("utf8") == nbformat.writes(notebook) + "\n"


def test_it_holds_what_the_cells_showed(executed):
    _, path, _ = executed
    markdown, first, failing, empty, measured, folder = outputs(path)
    assert (markdown, empty) == (None, [])
    assert [output["output_type"] for output in first] == ["stream", "execute_result"]
    assert first[0]["text"] == "größe 😀\n\nmore\n"
    assert first[1]["data"]["text/plain"] == "9"
    assert [(output["output_type"], output["ename"], output["evalue"]) for output in failing] == [("error", "TypeError", "as it must")]
    assert measured[0]["data"]["text/plain"].startswith("peak memory: ")
    assert folder[0]["data"]["text/plain"] == str(path.parent)


def test_cells_are_numbered_as_they_ran(executed):
    _, path, _ = executed
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2, None, 3, 4]


def test_results_go_to_stdout_and_progress_to_stderr(executed):
    finished, _, _ = executed
    assert "größe 😀" in finished.stdout
    assert "[3] %%memit\n    new Uint8Array(20_000_000).fill(1)\npeak memory: " in finished.stdout
    assert "cell 1 of 4" not in finished.stdout
    assert [line.split(":")[0] for line in finished.stderr.splitlines()] == [f"cell {number} of 4" for number in (1, 2, 3, 4)]


def test_json_holds_every_measurement(executed):
    _, _, path = executed
    results = json.loads(path.read_text("utf8"))
    assert [(cell["cellIndex"], cell["executionCount"], len(cell["results"])) for cell in results["cells"]] == [(1, 1, 0), (2, 2, 0), (4, 3, 1), (5, 4, 0)]
    [memit] = results["cells"][2]["results"]
    assert (memit["version"], memit["kind"], memit["outcome"]) == (1, "memit", {"kind": "completed"})
    assert memit["incrementBytes"] >= 20_000_000


def test_a_cell_that_fails_ends_the_run_with_1_and_what_ran_is_written(tmp_path):
    source, output = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    write_notebook(source, code("1 + 1"), code("throw new Error('no')"), code("2 + 2"))
    assert run(source, "-o", output).returncode == 1
    assert [len(cell) for cell in outputs(output)] == [1, 1, 0]
    assert run(source, "-o", output, "--allow-errors").returncode == 0
    assert [len(cell) for cell in outputs(output)] == [1, 1, 1]


def test_a_kernel_that_dies_is_3(tmp_path):
    source = tmp_path / "in.ipynb"
    write_notebook(source, code("process.kill(process.pid, 'SIGKILL')"), code("1"))
    finished = run(source, "--allow-errors")
    assert finished.returncode == 3
    assert "The kernel was ended by SIGKILL." in finished.stderr


def test_a_cell_that_takes_too_long_is_stopped(tmp_path):
    source = tmp_path / "in.ipynb"
    write_notebook(source, code("while (true);"), code("1"))
    finished = run(source, "--timeout", "0.5")
    assert finished.returncode == 1
    assert "longer than --timeout" in finished.stderr


def start_endless(source):
    """Runs a cell that never ends; returns the run and the pid of its kernel once the cell is there."""
    marker = source.parent / "in"
    write_notebook(source, code("require('fs').writeFileSync('in', String(process.pid)); while (true);"), code("1"))
    running = subprocess.Popen([*COMMAND, "run", str(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (marker.exists() and marker.read_text()):
        assert time.monotonic() < deadline and running.poll() is None
        time.sleep(0.05)
    return running, int(marker.read_text())


def assert_gone(pid):
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_ctrl_c_ends_the_cell_and_leaves_no_kernel(tmp_path):
    running, kernel = start_endless(tmp_path / "in.ipynb")
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "KeyboardInterrupt" in stdout
    assert "FAILED" in stderr
    assert_gone(kernel)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_request_to_terminate_leaves_no_kernel(tmp_path, name):
    running, kernel = start_endless(tmp_path / "in.ipynb")
    running.send_signal(getattr(signal, name))
    running.communicate(timeout=60)
    assert running.returncode == 3
    assert_gone(kernel)


def test_a_javascript_notebook_gets_the_javascript_kernel(tmp_path):
    source = tmp_path / "in.ipynb"
    kernelspec = {"name": "jslab", "display_name": "JavaScript", "language": "javascript"}
    write_notebook(source, code("'java' + 'script'"), code("const x: number = 1"), kernelspec=kernelspec)
    finished = run(source)
    assert "javascript" in finished.stdout
    assert "TypeScript files" in finished.stdout
    assert finished.returncode == 1
