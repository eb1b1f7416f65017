"""One command as a whole process: CPU seconds of it and its children, wall seconds, peak resident memory of the largest process.

The command is started by a small process of its own: a child's peak counts what its parent held when it was started.
"""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

POOLS = ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run(arguments, threads=None, stdout=None, stderr=None):
    """{"exit", "user_s", "system_s", "cpu_s", "wall_s", "peak_mb"}; `threads` pins the usual pools."""
    environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")
    if threads is not None:
        environment.update({name: str(threads) for name in POOLS})
    reading, writing = os.pipe()
    launcher = [sys.executable, "-S", Path(__file__).resolve(), writing, *arguments]
    with subprocess.Popen([str(a) for a in launcher], stdout=stdout, stderr=stderr, env=environment, pass_fds=(writing,)):
        os.close(writing)
        with os.fdopen(reading) as answer:
            return json.load(answer)


def _launch(answer, arguments):
    start = time.perf_counter()
    process = os.posix_spawnp(arguments[0], arguments, os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    result = {
        "exit": os.waitstatus_to_exitcode(status),
        "user_s": round(usage.ru_utime, 3),
        "system_s": round(usage.ru_stime, 3),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
        "wall_s": round(wall, 3),
        "peak_mb": round(usage.ru_maxrss * 1024 / 1e6, 1),
    }
    with os.fdopen(answer, "w") as out:
        json.dump(result, out)


def machine():
    facts = {"cpu": "unknown", "cores": len(os.sched_getaffinity(0)), "avx512": False, "memory_gb": None}
    with open("/proc/cpuinfo") as lines:
        for line in lines:
            if line.startswith("model name"):
                facts["cpu"] = line.split(":", 1)[1].strip()
            if line.startswith("flags"):
                facts["avx512"] = "avx512f" in line
                break
    facts["memory_gb"] = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    facts["load_before"] = round(os.getloadavg()[0], 2)
    return facts


if __name__ == "__main__":
    os.set_inheritable(int(sys.argv[1]), False)
    _launch(int(sys.argv[1]), sys.argv[2:])
