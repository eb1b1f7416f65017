// Checks an inclusion and a consistency proof of an Assay ledger with golang.org/x/mod's sumdb/note and sumdb/tlog.
// usage: verify PUBLIC-KEY INCLUSION-PROOF CONSISTENCY-PROOF OLD-CHECKPOINT
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "NOT PROVED:", err)
		os.Exit(1)
	}
}

func read(path string) string {
	bytes, err := os.ReadFile(path)
	must(err)
	return string(bytes)
}

func open(text string, verifier note.Verifier) (int64, tlog.Hash) {
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return size, root
}

func hashes(lines []string) []tlog.Hash {
	var out []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		must(err)
		out = append(out, hash)
	}
	return out
}

func main() {
	verifier, err := note.NewVerifier(strings.TrimSpace(read(os.Args[1])))
	must(err)
	head, text, _ := strings.Cut(read(os.Args[2]), "\n\n")
	size, root := open(text, verifier)
	lines := strings.Split(head, "\n")
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err)
	must(tlog.CheckRecord(hashes(lines[3:]), size, root, index, tlog.RecordHash(leaf)))
	head, text, _ = strings.Cut(read(os.Args[3]), "\n\n")
	size, root = open(text, verifier)
	oldSize, oldRoot := open(read(os.Args[4]), verifier)
	must(tlog.CheckTree(hashes(strings.Split(head, "\n")[2:]), size, root, oldSize, oldRoot))
	fmt.Println("PROVED")
}
