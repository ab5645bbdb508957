# Two commands on a fresh Debian machine: `make run` (the demo hall on the desk) and `make test` (everything that must hold).
# Both do the set-up they need first: system packages, a virtual environment, the pinned dependencies.

SHELL := /bin/bash
# Debian's own Python is built with profile-guided optimisation; another that stands first in PATH (pyenv's, say) often is not, and
# the same program is then a fifth to a third slower.
IS_NEW := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell /usr/bin/python3 -c '$(IS_NEW)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
VENV ?= .venv
BIN := $(VENV)/bin
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

# What the program needs from Debian: Qt's X11 libraries, a Chinese font, a screen for machines without one, the UPS daemon,
# VLC's libraries without its windows, libyuv for the cameras' colours; for the demo's cameras GStreamer's RTSP server.
RUN_PACKAGES := python3-venv xvfb x11-xserver-utils fontconfig fonts-noto-cjk nut-server libegl1 libgl1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 \
	libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 \
	libxcb-xinerama0 libxcb-xinput0 libxcb-xfixes0 libvlc5 vlc-plugin-base vlc-plugin-video-output libyuv0 \
	python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good espeak-ng
# What only the tests need: real peers and tools.
TEST_PACKAGES := postgresql socat xdotool x11-utils openbox xserver-xorg-core xserver-xorg-video-dummy qt6-l10n-tools gcc libc6-dev curl ffmpeg opencv-doc \
	pulseaudio pulseaudio-utils

# Compiled once, started many times: each of a hall's processes would otherwise compile the program anew, about a second each.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test bench soak pictures format setup setup-test peers clean help

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: setup ## the demo hall on the desk; without a screen, on a virtual one, with pictures in build/pictures
	$(BIN)/hallwatch demo

test: setup-test ## format, lint, types, import rules, docstrings, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/interrogate --quiet console widgets adapters
	$(BIN)/pytest -n 2 --dist loadfile -m "not soak and not bench"

soak: setup-test ## the fault tests at full counts; takes hours (SOAK=0.05 make soak: a twentieth)
	$(BIN)/pytest -m soak --timeout 7200

bench: setup-test ## the figures, one line each: NAME VALUE UNIT REACH MET|SHORT
	$(BIN)/python -m tests.bench

pictures: setup-test ## every pane and window in every state, theme, language and size, checked: build/pictures/index.html
	$(BIN)/python -m tests.pictures $(PICTURES)

format: setup-test ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

setup: build/system-run $(VENV)/ready
setup-test: build/system-run build/system-test $(VENV)/ready tests/adapters/node/node_modules/ready peers

# A camera with ONVIF for the tests, in an environment of its own which outlives the clone; another lock is another environment.
PEERS := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/hallwatch/peers
IPYCAM := $(PEERS)/ipycam-$(shell sha256sum tests/peers/ipycam.lock | cut -c1-12)
peers: $(IPYCAM)/ready
$(IPYCAM)/ready: | build/system-test
	$(PYTHON) -m venv --clear $(IPYCAM)
	$(IPYCAM)/bin/pip install --quiet --require-hashes --no-deps -r tests/peers/ipycam.lock
	@touch $@

# Only what is missing is installed, so a machine that has everything needs no network and no rights.
define install
	@mkdir -p build
	@missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
		echo "installing from Debian:" $$missing; \
		$(ROOT) apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $(ROOT) apt-get install -y -qq --no-install-recommends $$missing >build/apt.log 2>&1 \
		|| { tail -n 20 build/apt.log; echo "could not install:" $$missing "- see build/apt.log"; exit 1; }; \
	fi
	@touch $@
endef

build/system-run: Makefile
	$(call install,$(RUN_PACKAGES))

build/system-test: Makefile
	$(call install,$(TEST_PACKAGES) $(if $(shell command -v npm),,nodejs npm))

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

tests/adapters/node/node_modules/ready: tests/adapters/node/package-lock.json
	cd tests/adapters/node && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

clean: ## forget what was built
	rm -rf build $(VENV) tests/adapters/node/node_modules
