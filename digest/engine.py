"""Where work runs: in this process, in a pool of processes, or on a Dask cluster; one `Executor` interface for all.

A stage is the same pure function everywhere. It is given a chunk (a tuple of references to documents: paths, ranges of
bytes, articles) and gives one small result a reference. Results come back in the order of the references, whatever
ran where; a few chunks a worker are on their way at a time, however long the work.
"""

from __future__ import annotations

import faulthandler
import gc
import hashlib
import multiprocessing
import os
import sys
import threading
import time
from collections import deque
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from importlib.resources import files
from multiprocessing import connection, forkserver
from typing import TYPE_CHECKING, Any, Final, TypeVar

from digest import __version__, installed
from digest.errors import DigestError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from importlib.resources.abc import Traversable

Reference = TypeVar("Reference")
Result = TypeVar("Result")

# Seconds of work, after the first chunk (which loads what all others need), before a pool is started. Its processes
# take 1.3 seconds of a processor to load the same again; half a second of work is then saved in each second. A machine
# with one free core would gain nothing from a pool started for less (benchmarks/pool.py).
BREAK_EVEN: Final = 0.5
_WAITING: Final = 4  # chunks a worker on their way: enough that none waits for the next
_TURN: Final = 0.1  # seconds; the talk is of results, once a chunk, and of being alive, twice a second
_FORKS: Final = sys.platform == "linux"  # elsewhere forking is not safe, and each worker loads all by itself
_SCHEME: Final = "dask://"
_PRELOAD: Final = (
    "digest.pipeline.worker_preload"  # named, not imported: what the workers need stands on the floors above
)


class InProcess(Executor):
    """Runs each call at once, in this process."""

    workers = 1

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:  # noqa: ANN401  Executor's own
        """Run a call; the future that is given back is done."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  it is raised where the result is asked for
            future.set_exception(error)
        return future


class Pool(Executor):
    """Processes of this machine, started when the work so far took `break_even` seconds, and again when one died.

    While they start the work goes on here; with a `break_even` of 0 all of it waits for them. A process ends when this
    one does, however that ended.
    """

    def __init__(self, workers: int, break_even: float = BREAK_EVEN) -> None:
        self.workers = workers
        self._waits = not break_even
        self._left = break_even
        self._is_first = True
        self._here = InProcess()
        self._pool: ProcessPoolExecutor | None = None
        self._starting: threading.Thread | None = None

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:  # noqa: ANN401  as above
        """Run a call here while that is cheaper, else in the pool."""
        if not self._waits and self._is_cheaper_here():
            return self._timed(fn, *args, **kwargs)
        try:
            return self._running().submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            self._end()
            return self._running().submit(fn, *args, **kwargs)

    def _is_cheaper_here(self) -> bool:
        if self._left > 0:
            return True
        if self._starting is None:
            self._starting = threading.Thread(target=self._start, daemon=True)
            self._starting.start()
        return self._starting.is_alive()

    def _start(self) -> None:
        with suppress(BrokenProcessPool):
            self._running().submit(int).result()

    def _timed(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:  # noqa: ANN401  as above
        start = time.perf_counter()
        done = self._here.submit(fn, *args, **kwargs)
        if not self._is_first:
            self._left -= time.perf_counter() - start
        self._is_first = False
        return done

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
            prepare()
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_end_with_parent)
        return self._pool

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait=False, cancel_futures=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  Executor's own
        """Let the processes go."""
        if self._starting:
            self._starting.join()
        if self._pool:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)


def prepare() -> None:
    """Have the process that workers are forked from load what they need, while this one does other things."""
    if _FORKS:
        forkserver.set_forkserver_preload([_PRELOAD])
        forkserver.ensure_running()


def _end_with_parent() -> None:
    """End this worker when the process it works for is gone: killed, that one can tell it nothing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def executor(jobs: int = 0, address: str = "", break_even: float = BREAK_EVEN) -> Iterator[Executor]:
    """Give the place where work runs: a cluster at `address`, else `jobs` processes (0: one a core).

    One job runs in this process, unless `break_even` is 0: then in a process of its own, which a source may crash.

    Raises:
        UsageError: the address is none, Dask is not installed, no cluster answers, or it runs other code.
    """
    if address:
        with _cluster(address) as found:
            yield found
        return
    jobs = jobs or cores()
    with InProcess() if jobs == 1 and break_even else Pool(jobs, break_even) as found:
        try:
            yield found
        except BaseException:
            found.shutdown(wait=False, cancel_futures=True)
            raise


def each(
    place: Executor,
    function: Callable[[tuple[Reference, ...]], Iterable[Result]],
    chunks: Iterable[tuple[Reference, ...]],
    lost: Callable[[Reference, Exception], Result],
) -> Iterator[Result]:
    """Give the result of every reference of every chunk, in order.

    `function` gives one result a reference. A chunk that its worker did not survive is tried again, each of its
    references alone and elsewhere; what `lost` says stands for one that ends its worker again.

    Raises:
        DigestError: as `function` does.
    """
    waiting: deque[tuple[tuple[Reference, ...], Future[tuple[Result, ...]]]] = deque()
    most = _WAITING * int(getattr(place, "workers", 1))
    for chunk in chunks:
        waiting.append((chunk, _submit(place, function, chunk)))
        while waiting and (len(waiting) >= most or waiting[0][1].done()):
            yield from _next(place, function, waiting, lost)
    while waiting:
        yield from _next(place, function, waiting, lost)


def _submit(
    place: Executor, function: Callable[[tuple[Reference, ...]], Iterable[Result]], chunk: tuple[Reference, ...]
) -> Future[tuple[Result, ...]]:
    return place.submit(_run, None if isinstance(place, InProcess | Pool) else code(), function, chunk)


def _run(
    expected: str | None,
    function: Callable[[tuple[Reference, ...]], Iterable[Result]],
    chunk: tuple[Reference, ...],
) -> tuple[Result, ...]:
    """Work on a chunk, if this worker's code is what the work was made for."""
    if expected is not None and expected != code():
        raise UsageError(
            f"a worker of the cluster runs digest {code()}, this is digest {expected}",
            "install the same version on both sides and start the workers again",
        )
    with resting(), _undisturbed() if expected else nullcontext():
        return tuple(function(chunk))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the threads in which a worker of a cluster talks wait longer for their turn: it works a twelfth faster."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _next(
    place: Executor,
    function: Callable[[tuple[Reference, ...]], Iterable[Result]],
    waiting: deque[tuple[tuple[Reference, ...], Future[tuple[Result, ...]]]],
    lost: Callable[[Reference, Exception], Result],
) -> Iterator[Result]:
    """Give the results of the first chunk; where it was lost, of all that were lost with it."""
    chunk, future = waiting.popleft()
    try:
        found = future.result()
    except DigestError:
        raise
    except Exception:  # noqa: BLE001  a worker that died says so in the words of its executor
        suspects = [chunk, *(one for one, _ in waiting)]
        waiting.clear()
        for suspect in suspects:
            yield from _again(place, function, suspect, lost)
        return
    yield from found


def _again(
    place: Executor,
    function: Callable[[tuple[Reference, ...]], Iterable[Result]],
    chunk: tuple[Reference, ...],
    lost: Callable[[Reference, Exception], Result],
) -> Iterator[Result]:
    """Work on a chunk with nothing beside it; where it breaks again, on each of its references."""
    try:
        yield from _submit(place, function, chunk).result()
    except DigestError:
        raise
    except Exception as error:  # noqa: BLE001  as above
        if len(chunk) == 1:
            yield lost(chunk[0], error)
            return
        for reference in chunk:
            yield from _again(place, function, (reference,), lost)


@contextmanager
def resting() -> Iterator[None]:
    """Let Python look for no cycles of garbage meanwhile; what is no longer used is freed all the same.

    Measured as a share of the time: facts of one article after the other 16 %, stories of 8,000 articles 40 %, a PDF
    of 25 pages 20 % (for 4 MB more).
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """End this process, a worker, if the block takes longer, even where it no longer listens to Python."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  no path of the user's
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


@cache
def code() -> str:
    """Name this program's code: its version and a digest of its source and word lists."""
    digest = hashlib.sha256()
    for name, content in sorted(_sources(files("digest"), "")):
        digest.update(f"{name}\n{len(content)}\n".encode() + content)
    return f"{__version__}+{digest.hexdigest()[:12]}"


def _sources(folder: Traversable, under: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{under}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, name) if entry.name not in {"__pycache__", "templates"} else ()
        elif entry.name.endswith((".py", ".toml", ".txt")):
            yield name, entry.read_bytes()


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    """Give the workers of a Dask cluster, after a look at their code."""
    if not address.startswith(_SCHEME):
        raise UsageError(f"{address!r} is no engine", "write it like dask://host:8786")
    try:
        from distributed import Client  # noqa: PLC0415  an extra
    except ImportError as error:
        raise UsageError(f"{address}: Dask is not installed", installed.advice("cluster")) from error
    try:
        client = Client(
            f"tcp://{address.removeprefix(_SCHEME)}", timeout=10, set_as_default=False, direct_to_workers=True
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"{address}: no cluster answers ({error})", "start one with: dask scheduler") from error
    with client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        if not workers:
            raise UsageError(f"{address}: the cluster has no worker", f"start one with: dask worker {address[7:]}")
        _same_code(client, address)
        place = client.get_executor(pure=False)
        place.workers = sum(worker["nthreads"] for worker in workers.values())
        yield place


def _same_code(client: Any, address: str) -> None:  # noqa: ANN401  Dask is not typed
    """Refuse a cluster whose workers run other code."""
    found = client.run(_worker_code, on_error="return")
    for worker, said in sorted(found.items()):
        if said != code():
            raise UsageError(
                f"{address}: the worker {worker} runs digest {said}, this is digest {code()}",
                "install the same version on both sides and start the workers again",
            )


def _worker_code() -> str:
    """Name the code of the worker that this runs on."""
    return code()
