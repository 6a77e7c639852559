# The commands of this project. `make demo` and `make test` install what they need and are safe to repeat.

DEMO := mnist-demo

.DEFAULT_GOAL := help
.PHONY: help setup demo test debug-test lint format sanitize clean

help:         ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

setup:        ## install the system packages that are missing (apt-get)
	@Scripts/setup.sh

demo: setup   ## train a network on MNIST: summary, progress, test accuracy
	@Scripts/demo.sh $(DEMO)

test: setup   ## what a change must pass: lint, the examples, all tests
	@Scripts/lint.sh
	@Scripts/test.sh release

debug-test: setup ## the tests in the debug configuration: assertions and checks after each compiler pass
	@Scripts/test.sh debug

lint:         ## formatting and house rules, without a build
	@Scripts/lint.sh

format:       ## format all sources in place
	@swift format --in-place --parallel --recursive Sources Tests Examples Package.swift

sanitize: setup ## the tests under the address and the thread sanitizer (slow)
	@Scripts/sanitize.sh address
	@Scripts/sanitize.sh thread

clean:        ## remove what was built
	@rm -rf .build .build-asan .build-tsan
