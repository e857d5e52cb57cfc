"""All of jupyter_kernel_test on both kernels, installed by our own command into a folder that goes away with the test."""

import os
import subprocess
import tempfile
from pathlib import Path
from unittest.mock import patch

from jupyter_kernel_test import IopubWelcomeTests, KernelTests

REPOSITORY = Path(__file__).parents[2]


folder = tempfile.TemporaryDirectory(prefix="tslab-magics-kernels-")
environment = patch.dict(os.environ, JUPYTER_PATH=str(Path(folder.name, "share", "jupyter")))


def setUpModule():
    command = ["node", str(REPOSITORY / "bin" / "tslab-magics.js"), "install", "--prefix", folder.name]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    environment.start()


def tearDownModule():
    environment.stop()
    folder.cleanup()


class CommonTests:
    """What both languages understand."""

    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("oops")'
    code_generate_error = 'throw new Error("as ordered")'
    code_clear_output = "console.clear()"
    code_page_something = "%memit?"
    code_inspect_sample = "console"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"text"', "result": "text"},
        {"code": "[1, 2].map((n) => n * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {"code": 'import * as tslab from "tslab"; tslab.display.html("<b>bold</b>")', "mime": "text/html"},
        {"code": "%memit 0", "mime": "application/vnd.tslab-magics.memit+json"},
    ]
    completion_samples = [
        {"text": "JSON.pars", "matches": {"parse"}},
        {"text": "%memi", "matches": {"%memit"}},
    ]
    complete_code_samples = ["let a = 1", "function f() {\n  return 1;\n}", "%memit 0", "%%timeit\n1 + 1"]
    incomplete_code_samples = ["function f() {", "let a = [1,", "`text", "/* comment"]
    invalid_code_samples = ["let = = 3", ")("]
    code_history_pattern = "6 ?*7"
    supported_history_operations = ("tail", "range", "search")


class TypeScriptKernelTests(CommonTests, KernelTests):
    kernel_name = "tslab-magics"
    language_name = "typescript"
    file_extension = ".ts"


class JavaScriptKernelTests(CommonTests, KernelTests):
    kernel_name = "jslab-magics"
    language_name = "javascript"
    file_extension = ".js"


class TypeScriptWelcomeTests(IopubWelcomeTests):
    kernel_name = "tslab-magics"
    support_iopub_welcome = True


class JavaScriptWelcomeTests(IopubWelcomeTests):
    kernel_name = "jslab-magics"
    support_iopub_welcome = True


# Imported for their subclasses only: they are no tests of this repository.
del KernelTests, IopubWelcomeTests
