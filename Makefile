# Two commands do all set-up: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help benchmarks faults fuzz demo test bootstrap bootstrap-build build release lint format imports smoke install deb world clean

PREFIX ?= /usr/local
DESTDIR ?=

# A home directory that is missing or may not be written to (as in CI) must not stop a build.
# Paths below are relative, so that a checkout may lie under a name with spaces.
ifeq ($(shell if [ -n "$${HOME:-}" ] && [ -w "$$HOME" ]; then echo yes; fi),yes)
SWIFT_CACHE :=
else
export HOME := $(CURDIR)/.build/home
export XDG_CACHE_HOME := $(CURDIR)/.build/home/.cache
SWIFT_CACHE := --cache-path .build/cache --config-path .build/config --security-path .build/security
endif
SWIFT_FLAGS := $(SWIFT_CACHE) --disable-automatic-resolution
SOURCES := Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: bootstrap-build  ## build and run the main job on corpora/demo
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay
	scripts/demo .build/release/assay

test: bootstrap  ## lint, build, run every test and try the command; the last line counts what passed, failed and was skipped
	@mkdir -p "$$HOME"
	scripts/test $(SWIFT_FLAGS)

faults: bootstrap  ## the long fault run: KILLS=2000 FLIPS=20000 CALLS=10000 SIMULATIONS=500 POWER=500 SEED=…
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay
	swift build $(SWIFT_FLAGS) --build-tests
	ASSAY_SIMULATIONS=$${SIMULATIONS:-500} ASSAY_POWER_SEEDS=$${POWER:-500} ASSAY_SIMULATION_SEED=$${SEED:-20260301} \
		swift test $(SWIFT_FLAGS) --skip-build --filter 'SimulatedPipelineTests|PowerLossTests'
	scripts/faults .build/release/assay --kills $${KILLS:-2000} --flips $${FLIPS:-20000} --calls $${CALLS:-10000} --seed $${SEED:-20260301}

fuzz:  ## fuzz every reader of foreign bytes with libFuzzer: SECONDS=60 for each target, TARGETS="entry note …"
	@mkdir -p "$$HOME"
	scripts/fuzz $(or $(SECONDS),60) $(TARGETS)

benchmarks: bootstrap  ## the near-duplicate benchmark and its growth; downloads about 2 GB
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay
	Benchmarks/near-duplicates/run .build/release/assay
	Benchmarks/near-duplicates/growth .build/release/assay

bootstrap:  ## look for Debian packages and Swift; install what is missing
	@scripts/bootstrap test

bootstrap-build:  ## the same for what a build alone takes
	@scripts/bootstrap build

build: bootstrap-build  ## debug build
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS)

release: bootstrap-build  ## release build with the Swift runtime linked in statically
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --static-swift-stdlib --scratch-path .build/static --product assay

lint:  ## check the layout
	@mkdir -p "$$HOME"
	swift format lint --strict -r $(SOURCES)

format:  ## settle the layout
	@mkdir -p "$$HOME"
	swift format -i -r $(SOURCES)

imports:  ## compare docs/architecture.md, the manifest and every import
	@mkdir -p "$$HOME"
	swift test $(SWIFT_FLAGS) --filter HouseTests.ImportTests

smoke: build  ## try the command the way a user would
	scripts/smoke .build/debug/assay

install: release  ## binary, manual page, completions and rules under PREFIX
	@scripts/install .build/static/release/assay "$(DESTDIR)$(PREFIX)"

deb: release  ## a Debian package of the same, in out/
	@scripts/bootstrap deb
	scripts/package .build/static/release/assay out

world:  ## make corpora/demo anew from its seed
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay-world
	.build/release/assay-world --out corpora/demo

clean:  ## remove what was built
	rm -rf .build out
