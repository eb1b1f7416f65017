#include "include/regular_expressions.h"

#include <re2/re2.h>

#include <cstring>
#include <new>

struct assay_regex {
    RE2 compiled;
    assay_regex(const re2::StringPiece &pattern, const RE2::Options &options) : compiled(pattern, options) {}
};

extern "C" assay_regex *assay_regex_compile(const char *pattern, size_t length, int64_t max_bytes, char *error, size_t error_capacity) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_bytes);
    auto *regex = new (std::nothrow) assay_regex(re2::StringPiece(pattern, length), options);
    if (regex != nullptr && regex->compiled.ok()) return regex;
    if (error_capacity > 0) {
        std::strncpy(error, regex == nullptr ? "out of memory" : regex->compiled.error().c_str(), error_capacity - 1);
        error[error_capacity - 1] = 0;
    }
    delete regex;
    return nullptr;
}

extern "C" int assay_regex_matches(const assay_regex *regex, const char *text, size_t length) {
    return RE2::PartialMatch(re2::StringPiece(text, length), regex->compiled) ? 1 : 0;
}

extern "C" void assay_regex_free(assay_regex *regex) { delete regex; }
