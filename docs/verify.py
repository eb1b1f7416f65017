#!/usr/bin/env python3
"""Checks proofs of an Assay ledger without Assay: only hashlib and the package `cryptography` are used.

    verify.py PUBLIC-KEY PROOF                     an inclusion proof: prints the entry that is proved
    verify.py PUBLIC-KEY PROOF OLD-CHECKPOINT      a consistency proof: the ledger continues the old checkpoint

PUBLIC-KEY is a file with NAME+KEYID+BASE64. Exit 0 where the proof holds, 1 where it does not.
Formats: C2SP signed-note, tlog-checkpoint, tlog-proof; hashing and proofs as in RFC 6962 and RFC 9162.
"""
import base64, hashlib, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

def require(condition, what):
    if not condition:
        sys.exit("NOT PROVED: " + what)

def sha(data): return hashlib.sha256(data).digest()
def node(left, right): return sha(b"\x01" + left + right)

def b64(text):
    require(base64.b64encode(base64.b64decode(text)).decode() == text, "base64 is not written in its one form")
    return base64.b64decode(text)

def checkpoint(note, vkey):
    """Origin, size and root of a checkpoint that the key has signed."""
    name, key_id, key = vkey.split("+", 2)
    key = b64(key)
    require(key[0] == 1 and sha(name.encode() + b"\n" + key)[:4].hex() == key_id, "the public key is malformed")
    text, signatures = note.rsplit("\n\n", 1)
    text += "\n"
    require(signatures.endswith("\n"), "the checkpoint does not end its last line")
    for line in signatures[:-1].split("\n"):
        dash, signer, signature = line.split(" ")
        if dash == "\u2014" and signer == name and b64(signature)[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(b64(signature)[4:], text.encode())
            break
    else:
        sys.exit("NOT PROVED: the checkpoint is not signed by this key")
    origin, size, root = text[:-1].split("\n")
    require(origin == name, "the checkpoint is one of " + origin)
    return int(size), b64(root)

def included(leaf, index, size, path, root):
    """RFC 9162, section 2.1.3.2."""
    fn, sn, r = index, size - 1, sha(b"\x00" + leaf)
    if not 0 <= index < size: return False
    for p in path:
        if sn == 0: return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn: fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root

def consistent(old, old_root, new, new_root, path):
    """RFC 9162, section 2.1.4.2."""
    if old == new: return not path and old_root == new_root
    if old == 0: return not path and old_root == sha(b"")
    if old & (old - 1) == 0: path = [old_root] + path
    if old > new or not path: return False
    fn, sn = old - 1, new - 1
    while fn & 1: fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0: return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn: fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root

def main(key_file, proof_file, old_file=None):
    read = lambda path: open(path, encoding="utf-8", newline="").read()
    vkey = read(key_file).strip()
    head, note = read(proof_file).split("\n\n", 1)
    size, root = checkpoint(note, vkey)
    lines = head.split("\n")
    if old_file is None:
        require(lines[0] == "c2sp.org/tlog-proof@v1", "this is not an inclusion proof")
        leaf, index = b64(lines[1].removeprefix("extra ")), int(lines[2].removeprefix("index "))
        require(included(leaf, index, size, [b64(line) for line in lines[3:]], root), "the entry is not in the ledger")
        length = int.from_bytes(leaf[50:58], "big")
        print(f"PROVED: entry {index} of {size} (kind {leaf[1]}): {leaf[58:58 + length].decode()}")
    else:
        require(lines[0] == "assay/tlog-consistency@v1", "this is not a consistency proof")
        old_size, old_root = checkpoint(read(old_file), vkey)
        require(int(lines[1].removeprefix("old ")) == old_size, "the proof is about another checkpoint")
        require(consistent(old_size, old_root, size, root, [b64(line) for line in lines[2:]]), "the ledger was rewritten")
        print(f"PROVED: the ledger of {size} entries continues the one of {old_size}")

if __name__ == "__main__":
    try:
        main(*sys.argv[1:4])
    except Exception as error:
        sys.exit(f"NOT PROVED: {type(error).__name__} {error}")
