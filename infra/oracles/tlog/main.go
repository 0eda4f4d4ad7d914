// An oracle for packages/proofs: what golang.org/x/mod/sumdb/tlog and sumdb/note make of the same log and the same note.
//
// Reads one JSON request from standard input, writes one JSON answer to standard output. Started by tlog.test.ts.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	// Records of the log, in order.
	Records []string
	// Sizes at which roots, proofs and tiles are wanted.
	Sizes []int64
	// (index, size) of inclusion proofs.
	Inclusions [][2]int64
	// (older, newer) sizes of consistency proofs.
	Consistencies [][2]int64
	// Made by the caller, to be checked here: base64 hashes.
	ClaimedInclusions    [][]string
	ClaimedConsistencies [][]string
	SignerKey            string
	VerifierKey          string
	Text                 string
	Note                 string
}

type answer struct {
	Roots         []string
	Inclusions    [][]string
	Consistencies [][]string
	// Path and base64 content of every tile of the last size.
	Tiles map[string]string
	// The caller's proofs and note hold here.
	Accepted bool
	Note     string
}

type hashes map[int64]tlog.Hash

func (known hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = known[index]
	}
	return found, nil
}

func main() {
	var asked request
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	stored := hashes{}
	for i, record := range asked.Records {
		added, err := tlog.StoredHashes(int64(i), []byte(record), stored)
		must(err)
		for j, hash := range added {
			stored[tlog.StoredHashIndex(0, int64(i))+int64(j)] = hash
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(answerTo(asked, stored)))
}

func answerTo(asked request, stored hashes) answer {
	roots := map[int64]tlog.Hash{}
	result := answer{Tiles: tiles(asked.Sizes[len(asked.Sizes)-1], stored)}
	for _, size := range asked.Sizes {
		root, err := tlog.TreeHash(size, stored)
		must(err)
		roots[size] = root
		result.Roots = append(result.Roots, encoded(root))
	}
	for i, pair := range asked.Inclusions {
		proof, err := tlog.ProveRecord(pair[1], pair[0], stored)
		must(err)
		result.Inclusions = append(result.Inclusions, texts(proof))
		leaf := tlog.RecordHash([]byte(asked.Records[pair[0]]))
		must(tlog.CheckRecord(tlog.RecordProof(decoded(asked.ClaimedInclusions[i])), pair[1], roots[pair[1]], pair[0], leaf))
	}
	for i, pair := range asked.Consistencies {
		proof, err := tlog.ProveTree(pair[1], pair[0], stored)
		must(err)
		result.Consistencies = append(result.Consistencies, texts(proof))
		claimed := tlog.TreeProof(decoded(asked.ClaimedConsistencies[i]))
		must(tlog.CheckTree(claimed, pair[1], roots[pair[1]], pair[0], roots[pair[0]]))
	}
	result.Note = noteOf(asked)
	result.Accepted = true
	return result
}

// The note that Go signs; the caller's must open with the same text.
func noteOf(asked request) string {
	verifier, err := note.NewVerifier(asked.VerifierKey)
	must(err)
	opened, err := note.Open([]byte(asked.Note), note.VerifierList(verifier))
	must(err)
	if opened.Text != asked.Text {
		log.Fatal("the note opens with another text")
	}
	signer, err := note.NewSigner(asked.SignerKey)
	must(err)
	signed, err := note.Sign(&note.Note{Text: asked.Text}, signer)
	must(err)
	return string(signed)
}

func tiles(size int64, stored hashes) map[string]string {
	all := map[string]string{}
	for _, tile := range tlog.NewTiles(8, 0, size) {
		data, err := tlog.ReadTileData(tile, stored)
		must(err)
		path := tile.Path()
		all[path] = base64.StdEncoding.EncodeToString(data)
	}
	return all
}

func texts[Hashes ~[]tlog.Hash](list Hashes) []string {
	found := []string{}
	for _, hash := range list {
		found = append(found, encoded(hash))
	}
	return found
}

func encoded(hash tlog.Hash) string {
	return base64.StdEncoding.EncodeToString(hash[:])
}

func decoded(list []string) []tlog.Hash {
	found := make([]tlog.Hash, len(list))
	for i, text := range list {
		data, err := base64.StdEncoding.DecodeString(text)
		must(err)
		if copy(found[i][:], data) != tlog.HashSize {
			must(fmt.Errorf("hash %d is not %d bytes long", i, tlog.HashSize))
		}
	}
	return found
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
