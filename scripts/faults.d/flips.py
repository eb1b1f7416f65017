"""Single bits of the ledger's file, of a backup, of an exported checkpoint and of proofs: each must be found."""
import contextlib, importlib.util, io, os, shutil
from harness import check, count, each


def flipped(whole, bit):
    changed = bytearray(whole)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def flips(bench, paid, rng, number):
    checkpoint = paid + ".cp2"
    backup, proof, consistency = paid + ".backup", paid + ".proof", paid + ".consistency"
    bench.must("ledger", "backup", "--ledger", paid, backup)
    for path, arguments in [(proof, ["engine/faults#e100020"]), (consistency, ["--from", paid + ".cp"])]:
        with open(path, "w") as file:
            file.write(bench.must("ledger", "prove", "--ledger", paid, *arguments))
    small = max(10, number // 20)
    file_flips(bench, "ledger", paid, checkpoint, rng, number - 4 * small)
    file_flips(bench, "backup", backup, checkpoint, rng, small)
    checkpoint_flips(bench, paid, checkpoint, rng, small)
    proof_flips(bench, paid, proof, None, rng, small)
    proof_flips(bench, paid, consistency, paid + ".cp", rng, small)


def file_flips(bench, kind, path, checkpoint, rng, number):
    whole, hit = open(path, "rb").read(), set()
    check(bench.verify(path, "--against", checkpoint)[0] == 0, f"the {kind} is sound before any flip")

    def flip(plan):
        place, bit = plan
        target = bench.path(f"flip-{place}")
        os.makedirs(target)
        with open(os.path.join(target, "L.db"), "wb") as file:
            file.write(flipped(whole, bit))
        found = bench.verify(os.path.join(target, "L.db"), "--against", checkpoint)[0]
        check(found in (1, 2), f"bit {bit % 8} of byte {bit // 8} (page {bit // 8 // 8192 + 1}) of the {kind} is not found: exit {found}")
        shutil.rmtree(target)
        hit.add(bit // 8 // 8192)
        count(f"flips in the {kind}")
        count("flips")

    each([(place, rng.randrange(len(whole) * 8)) for place in range(number)], flip)
    print(f"flips in the {kind}: {number} in {len(hit)} of {len(whole) // 8192} pages", flush=True)


def checkpoint_flips(bench, paid, checkpoint, rng, number):
    whole = open(checkpoint, "rb").read()

    def flip(plan):
        place, bit = plan
        target = bench.path(f"flip-{place}.cp")
        with open(target, "wb") as file:
            file.write(flipped(whole, bit))
        found = bench.verify(paid, "--chain", "--against", target)[0]
        check(found in (1, 2), f"bit {bit % 8} of byte {bit // 8} of an exported checkpoint is not found: exit {found}")
        os.unlink(target)
        count("flips in a checkpoint")
        count("flips")

    each([(place, rng.randrange(len(whole) * 8)) for place in range(number)], flip)


def proof_flips(bench, paid, proof, old, rng, number):
    """Proofs are checked by docs/verify.py, as whoever gets them does."""
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519
    except ImportError:
        print("SKIPPED flips in proofs: python3-cryptography is not here")
        return
    place = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "verify.py")
    spec = importlib.util.spec_from_file_location("verify", place)
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    whole, target = open(proof, "rb").read(), proof + ".flipped"

    def is_proved(content):
        with open(target, "wb") as file:
            file.write(content)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                checker.main(paid + ".key.pub", target, old)
            return True
        except (Exception, SystemExit):
            return False

    kind = "a consistency proof" if old else "an inclusion proof"
    check(is_proved(whole), f"{kind} holds before any flip")
    for _ in range(number):
        bit = rng.randrange(len(whole) * 8)
        check(not is_proved(flipped(whole, bit)), f"bit {bit % 8} of byte {bit // 8} of {kind} is not found")
        count(f"flips in {kind}")
        count("flips")
