# What you can do here: make help.
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
RELEASE = swift build -c release --static-swift-stdlib
LINT = swift format lint --strict --recursive --parallel Package.swift Sources Tests

# Most tests start programs and wait for them: all at once they would keep each other from their pace.
AT_ONCE = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH

.PHONY: help run test check lint sanitize build bench install put-in-place deb test-system clean

help:
	@echo 'make run      build it and listen to the built-in turntable; no sound card needed'
	@echo 'make test     run every test'
	@echo 'make check    everything a change must pass: format, warnings, tests, sanitizers'
	@echo 'make bench    measure against other programs'
	@echo 'make build    what is shipped, in .build/release'
	@echo 'make put-in-place  copies that, with sudo; DESTDIR= PREFIX=$(PREFIX)'
	@echo 'make install  both, for a root who has Swift'
	@echo 'make deb      a Debian package, in .build; VERSION=1.2.3 calls it so'
	@echo 'make test-system  installs that package on a Debian in a container, and lets it live through things; as root'

build:
	@Tools/set-up build
	@$(RELEASE)

run: build
	@Tools/try-out .build/release

test:
	@Tools/set-up test
	@mkdir -p .build
	@echo 'building, which takes some minutes the first time'
	@swift build --build-tests >.build/tests.log 2>&1 || { grep -E 'error:|warning:' .build/tests.log | sort -u; tail -n 5 .build/tests.log; exit 1; }
	@Tools/run-tests

lint:
	@$(LINT)

# Each sanitizer has a build folder of its own, so that none of them makes another build start anew. Left out is what
# asks for time, memory or a player's pace, which a sanitizer changes; a few tests at once, as each takes far more.
PACED = Silence|Skip|Browser|LateBrowser|FirstByte|Device|Systemd|Memory|PowerCut|ShopPowerCut|PublishPowerCut|Icecast|IcecastTrouble|SlowReader|Client|ReferenceDecoder|LongHours
SANITIZED = VINYL_SANITIZED=1 $(AT_ONCE)=6 swift test --disable-xctest --skip '^Integration\..*/($(PACED))Tests\.swift:'

sanitize:
	@mkdir -p .build
	clang -shared -fPIC -O1 -o .build/mutex.so Tests/Sanitizers/mutex.c
	LD_PRELOAD=$(CURDIR)/.build/mutex.so $(SANITIZED) --sanitize=thread --scratch-path .build/thread
	$(SANITIZED) --sanitize=address --scratch-path .build/address

check: lint test sanitize build
	@swift test --skip-build --disable-xctest --filter HouseRules
	@echo 'check: all good'

bench: build
	@Tools/set-up bench
	@Benchmarks/run

install: build put-in-place

# Without building anything.
put-in-place:
	install -D -m 755 .build/release/vinyl-relay $(DESTDIR)$(PREFIX)/bin/vinyl-relay
	install -D -m 755 .build/release/vinyl-jobs $(DESTDIR)$(PREFIX)/bin/vinyl-jobs
	install -D -m 644 share/vinyl/jingle.mp3 $(DESTDIR)$(PREFIX)/share/vinyl/jingle.mp3
	for file in share/origin/*; do \
		install -D -m 644 $$file $(DESTDIR)$(PREFIX)/share/vinyl/origin/$${file##*/}; done
	cd systemd-timers && for unit in $$(find . -type f -printf '%P\n'); do \
		sed 's|/usr/local/bin/|$(PREFIX)/bin/|' $$unit | install -D -m 644 /dev/stdin $(DESTDIR)$(UNITDIR)/$$unit || exit 1; done
	test -e $(DESTDIR)$(SYSCONFDIR)/vinyl/vinyl.conf || \
		install -D -m 640 vinyl.conf $(DESTDIR)$(SYSCONFDIR)/vinyl/vinyl.conf

deb: build
	@Tools/set-up deb
	@Tools/make-deb $(VERSION)

test-system: deb
	@Tools/set-up system
	@Tests/System/run

clean:
	rm -rf .build
