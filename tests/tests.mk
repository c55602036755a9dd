# SPDX-License-Identifier: MIT
# Part of the Makefile: tests, measurements and what checkers think.

##@ Test
.PHONY: unit check test faults fuzz bench
# A unit test tests/unit/test_X.c names what it is linked with in a line
# "Links: a.c b.c".
UNIT_TESTS := $(patsubst tests/unit/%.c,$(O)/host/%,$(wildcard tests/unit/test_*.c))
links = $(wildcard $(shell sed -n 's/.*Links: *//p' $(1)))
.SECONDEXPANSION:
$(O)/host/test_%: $(O)/host/obj/tests/unit/test_%.o \
		$$(call host_obj,$$(call links,tests/unit/test_$$*.c))
	$(call say,LD,$@)
	$(Q)$(CC_HOST) -o $@ $^ -linih
.PRECIOUS: $(O)/host/obj/%.o

unit: $(UNIT_TESTS) ## unit tests, with address and undefined sanitizers
	$(Q)prove --exec '' $(UNIT_TESTS)

check: all unit man ## what takes seconds: unit tests and rules of the tree
	$(Q)prove tests/check/*.sh

test: all unit man demo $(B)/images/update.sqfs ## everything that CI runs, the other architecture too
	$(Q)$(MAKE) ARCH=arm64 all demo
	$(Q)tests/run $(B)

faults: all demo $(B)/images/update.sqfs ## the long batteries of faults
	$(Q)prove -v tests/faults/*.sh

fuzz: $(SETUP) ## libFuzzer on everything that reads foreign bytes
	$(Q)tests/fuzz/run $(O)

bench: all demo ## speed and memory against the budgets
	$(Q)tests/bench/run $(B)

##@ Opinions
.PHONY: lint format format-check
lint: $(SETUP) ## compilers' and checkers' opinions
	$(Q)tests/lint $(O)

C_FILES = $(shell git ls-files '*.c' '*.h')
format: ## format all C files
	$(Q)clang-format -i $(C_FILES)

format-check: ## are they?
	$(Q)clang-format --dry-run -Werror $(C_FILES)
