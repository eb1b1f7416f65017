"""One command as a whole process: CPU seconds of it and its children, wall seconds, peak resident memory of the largest process."""
import os
import subprocess
import sys
import time


def run(arguments, threads=None, stdout=None, stderr=None, cwd=None):
    """{"exit", "user_s", "system_s", "cpu_s", "wall_s", "peak_mb"}; `threads` pins the usual pools."""
    environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")
    if threads is not None:
        for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = str(threads)
    start = time.perf_counter()
    process = subprocess.Popen([str(a) for a in arguments], stdout=stdout, stderr=stderr, cwd=cwd, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1024 if sys.platform != "darwin" else 1
    return {
        "exit": process.returncode,
        "user_s": round(usage.ru_utime, 3),
        "system_s": round(usage.ru_stime, 3),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
        "wall_s": round(wall, 3),
        "peak_mb": round(usage.ru_maxrss * unit / 1e6, 1),
    }


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
