// truth: every pair of texts of which one holds at least 0.6 of the other's word 5-grams, with exact counts.
//
//   truth THREADS < "id \t word word ..." lines > "a \t b \t shared \t of a \t of b" lines, a < b, sorted
//
// A pair whose Jaccard similarity is 0.5 or more shares at least two thirds of the smaller set, so it is among them. Prefix filter
// (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007): order each set from rare to common; if B holds 0.6 of A, then one of A's
// (|A| - ceil(0.6 |A|) + 1) rarest shingles is in B. Shingles are 64-bit hashes of their words: for 10^8 different ones, a chance of
// 3e-4 that any two are taken for one. Shares no code with what it judges.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

static const unsigned shingle_words = 5;

struct Match {
    uint32_t a, b, shared;
};

static uint64_t mix(uint64_t h) {  // MurmurHash3's finaliser
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdull;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ull;
    return h ^ h >> 33;
}

static uint64_t word_hash(const char *from, const char *to) {
    uint64_t h = 0xcbf29ce484222325ull;
    for (; from < to; from++) h = (h ^ (unsigned char)*from) * 0x100000001b3ull;
    return mix(h);
}

// Sorted, without repeats. A text of fewer words than a shingle has is one shingle.
static std::vector<uint64_t> shingles(const std::string &line, size_t start) {
    std::vector<uint64_t> words, found;
    for (size_t i = start; i < line.size();) {
        size_t end = line.find(' ', i);
        if (end == std::string::npos) end = line.size();
        if (end > i) words.push_back(word_hash(&line[i], &line[i] + (end - i)));
        i = end + 1;
    }
    size_t width = std::min<size_t>(shingle_words, words.size());
    for (size_t i = 0; width > 0 && i + width <= words.size(); i++) {
        uint64_t h = width;
        for (size_t j = 0; j < width; j++) h = mix(h * 0x9e3779b97f4a7c15ull + words[i + j]);
        found.push_back(h);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

struct Join {
    std::vector<std::string> ids;
    std::vector<uint32_t> sizes;           // shingles of each text, the ones that nobody else has included
    std::vector<uint64_t> starts, heads;   // of each text in `shared`; of each shingle in `postings`
    std::vector<uint32_t> shared, postings;  // shingles that two or more texts have, numbered from rare to common

    void read(std::istream &in) {
        std::vector<uint64_t> hashes, offsets{0};
        std::string line;
        while (std::getline(in, line)) {
            size_t tab = line.find('\t');
            if (tab == std::string::npos) continue;
            ids.push_back(line.substr(0, tab));
            std::vector<uint64_t> found = shingles(line, tab + 1);
            sizes.push_back(found.size());
            hashes.insert(hashes.end(), found.begin(), found.end());
            offsets.push_back(hashes.size());
        }
        number(hashes, offsets);
    }

    void number(const std::vector<uint64_t> &hashes, const std::vector<uint64_t> &offsets) {
        std::vector<uint64_t> sorted(hashes), repeated;
        std::sort(sorted.begin(), sorted.end());
        std::vector<uint32_t> counts;
        for (size_t i = 0; i < sorted.size();) {
            size_t j = i + 1;
            while (j < sorted.size() && sorted[j] == sorted[i]) j++;
            if (j - i > 1) {
                repeated.push_back(sorted[i]);
                counts.push_back(j - i);
            }
            i = j;
        }
        std::vector<uint64_t>().swap(sorted);
        std::vector<uint32_t> order(repeated.size()), rank(repeated.size());
        for (size_t i = 0; i < order.size(); i++) order[i] = i;
        std::sort(order.begin(), order.end(), [&](uint32_t x, uint32_t y) { return counts[x] != counts[y] ? counts[x] < counts[y] : x < y; });
        heads.assign(order.size() + 1, 0);
        for (size_t i = 0; i < order.size(); i++) {
            rank[order[i]] = i;
            heads[i + 1] = heads[i] + counts[order[i]];
        }
        starts.assign(1, 0);
        for (size_t text = 0; text + 1 < offsets.size(); text++) {
            size_t first = shared.size();
            for (uint64_t i = offsets[text]; i < offsets[text + 1]; i++) {
                auto place = std::lower_bound(repeated.begin(), repeated.end(), hashes[i]);
                if (place != repeated.end() && *place == hashes[i]) shared.push_back(rank[place - repeated.begin()]);
            }
            std::sort(shared.begin() + first, shared.end());
            starts.push_back(shared.size());
        }
        postings.resize(heads.back());
        std::vector<uint64_t> filled(heads.begin(), heads.end() - 1);
        for (size_t text = 0; text < ids.size(); text++)
            for (uint64_t i = starts[text]; i < starts[text + 1]; i++) postings[filled[shared[i]]++] = text;
    }

    uint32_t intersection(uint32_t a, uint32_t b) const {
        uint64_t i = starts[a], j = starts[b];
        uint32_t count = 0;
        while (i < starts[a + 1] && j < starts[b + 1]) {
            if (shared[i] == shared[j]) count++, i++, j++;
            else if (shared[i] < shared[j]) i++;
            else j++;
        }
        return count;
    }

    // Pairs in which `a` is the smaller (by size, then by number).
    void search(uint32_t a, std::vector<uint32_t> &seen, std::vector<Match> &matches) const {
        uint64_t needed = (uint64_t(sizes[a]) * 3 + 4) / 5, held = starts[a + 1] - starts[a];
        if (held < needed || sizes[a] == 0) return;
        for (uint64_t i = starts[a]; i < starts[a] + (held - needed + 1); i++) {
            for (uint64_t p = heads[shared[i]]; p < heads[shared[i] + 1]; p++) {
                uint32_t b = postings[p];
                if (seen[b] == a + 1 || sizes[b] < sizes[a] || (sizes[b] == sizes[a] && b <= a)) continue;
                seen[b] = a + 1;
                uint32_t count = intersection(a, b);
                if (count >= needed) matches.push_back({a, b, count});
            }
        }
    }

    std::vector<Match> run(unsigned thread_count) const {
        std::vector<std::vector<Match>> found(thread_count);
        std::vector<std::thread> threads;
        std::atomic<uint32_t> next{0};
        for (unsigned t = 0; t < thread_count; t++)
            threads.emplace_back([&, t] {
                std::vector<uint32_t> seen(ids.size(), 0);
                for (uint32_t a; (a = next++) < ids.size();) search(a, seen, found[t]);
            });
        for (auto &thread : threads) thread.join();
        std::vector<Match> all;
        for (auto &part : found) all.insert(all.end(), part.begin(), part.end());
        for (auto &m : all)
            if (ids[m.b] < ids[m.a]) std::swap(m.a, m.b);
        std::sort(all.begin(), all.end(), [&](const Match &x, const Match &y) {
            int order = ids[x.a].compare(ids[y.a]);
            return order != 0 ? order < 0 : ids[x.b] < ids[y.b];
        });
        return all;
    }
};

int main(int argc, char **argv) {
    std::ios::sync_with_stdio(false);
    int threads = argc > 1 ? atoi(argv[1]) : 1;
    Join join;
    join.read(std::cin);
    for (const Match &m : join.run(threads < 1 ? 1 : threads))
        printf("%s\t%s\t%u\t%u\t%u\n", join.ids[m.a].c_str(), join.ids[m.b].c_str(), m.shared, join.sizes[m.a], join.sizes[m.b]);
    return fflush(stdout) == 0 ? 0 : 1;
}
