"""Everything a notebook imports, imported once: no thread is started, no data read. Importing this module is the work."""

from __future__ import annotations

import os

# Their worker threads would be lost in a fork; each notebook is one process of several.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import importlib  # noqa: E402
import sys  # noqa: E402

from sotay.definitions.handed import give_way  # noqa: E402

MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", "IPython.core.completerlib", "IPython.core.displayhook", "IPython.core.magics", "IPython.core.oinspect", "IPython.core.logger",
    "IPython.core.debugger", "IPython.extensions.storemagic", "ipykernel.datapub", "comm", "sqlite3", "tornado.platform.asyncio", "tornado.queues", "encodings.ascii", "encodings.latin_1",
    "numpy", "pandas", "pandas.io.formats.style", "pandas.core.reshape.reshape", "pandas.core.methods.to_dict", "pandas.core.arrays.arrow.extension_types", "pyarrow.parquet", "pyarrow.pandas_compat", "duckdb", "matplotlib.pyplot", "matplotlib.backends.backend_svg", "matplotlib.figure", "seaborn",
    "sotay.book", "sotay.reports.show", "sotay.figures", "sotay.tracking", "sotay.definitions.registry", "sotay.definitions.references",
    "sotay.batch.warm.kernel",
)
# A third of a kernel's own start. It sets variables for itself, which the kernels' environment must not show, and tells the terminal about frozen modules.
_DEBUGGER, _SILENT = "ipykernel.debugger", "PYDEVD_DISABLE_FILE_VALIDATION"


def import_all(modules: tuple[str, ...] = MODULES) -> None:
    """Imports what is there; a module that a version of the stack no longer has is passed over."""
    for name in modules:
        # A month's first step is what everything waits for.
        give_way()
        try:
            importlib.import_module(name)
        except ImportError:
            continue


def import_debugger() -> None:
    """The debugger that every kernel has, imported without a trace in the environment."""
    before = dict(os.environ)
    os.environ[_SILENT] = "1"
    import_all((_DEBUGGER,))
    os.environ.clear()
    os.environ.update(before)


def draw_once() -> None:
    """What every notebook's first chart would look for on the machine."""
    try:
        from sotay.reports.charts import draw_once as draw
    except ImportError:
        return
    draw()


def forget_start_folder() -> None:
    """`python -m` puts the folder it was started in on the search path; a kernel's has none."""
    sys.path[:] = [p for p in sys.path if p not in ("", os.getcwd())]


import_all()
import_debugger()
draw_once()
