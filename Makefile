# make desk    set everything up and open the desk in the browser
# make brief   set everything up and build the brief of the sample week
# make test    set everything up and run all checks and tests
# make runs    the slow tests: scheduled runs, mail servers, sites, browsers
# make check   style, types and floors only        make bench   quality and speed, with figures
# make scale   a million articles, pools and clusters, with figures and curves: hours
# make train   typeset the training pages and fit the small models of digest/learned/ again
# make faults  the long runs: damaged and hostile sources      make fonts   make the bundled fonts anew
# make release-check   wheel and sdist into dist/, each installed and tried in an empty environment, with its SBOM
# make wheelhouse PLATFORM=win_amd64|manylinux_x86_64|manylinux_aarch64   all wheels for a machine without network
# make docs    the guides as a site in site/, without network; a dead link fails
# make clean   forget the environment and what was built

PYTHON ?= python3
BIN    := .venv/bin
READY  := .venv/.ready
TOOLS  := .venv/.tools

.PHONY: desk brief test runs check bench scale train faults fonts docs clean release-check wheelhouse pango peers chromium mailcheck

brief: $(READY) pango
	@$(BIN)/digest build input -o out

desk: $(READY) pango
	@$(BIN)/digest desk

test: check pango
	@$(BIN)/pytest -n auto

runs: $(TOOLS) pango chromium mailcheck
	@$(BIN)/pytest -n auto -m 'runs and not faults'

check: $(TOOLS)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports >.venv/imports.log || { cat .venv/imports.log; exit 1; }

bench: $(TOOLS) pango
	@$(BIN)/python benchmarks/quality.py
	@$(BIN)/python benchmarks/speed.py

scale: $(TOOLS)
	@$(BIN)/python benchmarks/scale.py

# The pages are dumped by pdftotext (poppler-utils 22.12), pypdf, pdfminer.six and PyMuPDF and set in the fonts of
# training/broadsheet/README.md; training/press/manifest.json says with which versions the committed models were fitted.
train: $(TOOLS)
	@$(BIN)/pip install -q --disable-pip-version-check -e '.[training]'
	@rm -rf .venv/press
	@$(BIN)/python -m training.press.make .venv/press --pages 45 --tools 6 --families broadsheet_a broadsheet_b
	@$(BIN)/python -m training.press.make .venv/press --pages 45 --tools 3 --families grid strips inset
	@$(BIN)/python -m training.press.make .venv/press --pages 60 --tools 2 --families bands
	@$(BIN)/python -m training.press.fit .venv/press
	@$(BIN)/python -m training.facts
	@$(BIN)/python -m training.stories

faults: $(TOOLS) pango peers
	@$(BIN)/pytest -m faults

fonts: $(TOOLS)
	@$(BIN)/pip install -q -e '.[fonts]'
	@$(BIN)/python docs/make_fonts.py

# mkdocs counts no warning that -q keeps from being printed: with it, --strict passes over dead links.
docs: $(TOOLS)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict >.venv/docs.log 2>&1 || { cat .venv/docs.log; exit 1; }

release-check: $(TOOLS)
	@$(BIN)/python release/check.py dist

wheelhouse: $(TOOLS)
	@$(BIN)/python release/wheelhouse.py "$(PLATFORM)"

clean:
	rm -rf site .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist out/2* out/latest

# The environment: made once, and again when the dependencies change. Debian ships Python without ensurepip;
# where that is so and we are root, python3-venv is added.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; } \
	  || { echo 'digest: Python has no venv; install it with: sudo apt install python3-venv' >&2; exit 1; }
	@echo 'setting up .venv …'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check -e .
	@touch $@

$(TOOLS): $(READY)
	@echo 'setting up the tools of the developers …'
	@$(BIN)/pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

# Debian's own Postfix, Dovecot and cron, which the long runs meet; where they are missing those tests say so and skip.
peers:
	@(for name in postfix dovecot cron; do command -v $$name >/dev/null || exit 1; done) \
	|| [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null \
	|| { echo 'installing Postfix, Dovecot and cron …' && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	     apt-get install -y -qq --no-install-recommends postfix dovecot-imapd dovecot-lmtpd cron </dev/null >/dev/null; }

# WeasyPrint needs Pango, which pip cannot give; without it everything but the PDF is made.
pango:
	@$(PYTHON) -c 'import ctypes; [ctypes.CDLL(f"lib{n}.so.0") for n in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")]' 2>/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && echo 'installing Pango …' && apt-get update -qq && apt-get install -y -qq libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; } \
	|| [ "$$(uname)" != Linux ] \
	|| echo 'digest: the PDF needs Pango: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0' >&2

# The pages are tried in a real browser; without one those tests are skipped.
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	     && echo 'installing Chromium …' && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	|| echo 'digest: the tests of the pages need a browser: sudo apt install chromium' >&2

# The checkers of mail are programs of Node; without it those tests are skipped.
mailcheck:
	@[ -d .venv/node/node_modules/caniemail ] || { command -v npm >/dev/null \
	&& npm install --prefix .venv/node --silent --no-audit --no-fund html-validate@10.17.0 caniemail@2.0.2 >/dev/null 2>&1; } \
	|| echo 'digest: the checks of the letters need npm: sudo apt install npm' >&2
