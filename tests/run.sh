#!/usr/bin/env bash
# Installs what the tests need, builds in Release, runs every test. The last line is "N passed, N failed, N skipped".
# Needs: Debian (or a relative with apt) and the .NET 10 SDK. Everything outside the program is a stand-in on loopback.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The tests speak to loopback only; a proxy in the environment would get in their way.
export NO_PROXY="127.0.0.1,localhost,::1${NO_PROXY:+,$NO_PROXY}" no_proxy="127.0.0.1,localhost,::1${no_proxy:+,$no_proxy}"

fail() { # what is wrong; the closing line must stand even then
  echo "tests/run.sh: $1" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_missing_packages() {
  local missing=()
  command -v chromium >/dev/null || [ -n "${TESTS_CHROMIUM:-}" ] || missing+=(chromium)
  fc-list 2>/dev/null | grep -i 'Noto Sans CJK' >/dev/null || missing+=(fonts-noto-cjk fontconfig)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  command -v npm >/dev/null || missing+=(npm)
  [ ${#missing[@]} = 0 ] && return
  command -v apt-get >/dev/null || fail "these are missing and there is no apt-get to install them: ${missing[*]}"
  echo "Installing: ${missing[*]}"
  # The tests start a database server of their own; the package's own one is not wanted.
  as_root mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || fail "apt-get update failed"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null || fail "apt-get could not install: ${missing[*]}"
}

# The official SDKs that the stand-ins are held against want Node 20 or later, which Debian 12 does not have; Playwright's package carries one.
find_node() {
  local node
  for node in "$(command -v node)" tests/PaperBot.Browser.Tests/bin/Release/net10.0/.playwright/node/linux-*/node; do
    if [ -x "$node" ] && [ "$("$node" -p 'parseInt(process.versions.node) >= 20')" = true ]; then
      TESTS_NODE=$(realpath "$node")
      export TESTS_NODE
      return
    fi
  done
  fail "no Node 20 or later: neither on the PATH nor in the Playwright package"
}

install_sdks() {
  local lock
  for lock in tests/*/sdk/package-lock.json; do
    [ -e "$lock" ] || continue
    echo "Restoring $(dirname "$lock")"
    (cd "$(dirname "$lock")" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || fail "npm ci failed in $(dirname "$lock")"
  done
}

command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing (no 'dotnet' on the PATH)"
install_missing_packages
dotnet restore PaperBot.sln --locked-mode -v quiet || fail "restore failed"
dotnet build PaperBot.sln -c Release --no-restore -v quiet -clp:NoSummary || fail "build failed"
find_node
install_sdks

arguments=(--solution PaperBot.sln -c Release --no-build --no-restore --no-ansi --no-progress --max-parallel-test-modules 1)
if [ ! -e ../shared/design.md ]; then
  echo "Not run: the *SharedDataTests classes, which need ../shared beside the checkout."
  arguments+=(--filter-not-class '*SharedDataTests')
fi

# Every temporary store, log and file of the tests lies in here, so that what is left over can be searched.
TMPDIR=$(mktemp -d)
export TMPDIR TESTS_LEAVE_STORES=1
chmod 755 "$TMPDIR" # the database server's user passes through
log=$TMPDIR/output
trap 'rm -rf "$TMPDIR"' EXIT
dotnet test "${arguments[@]}" 2>&1 | tee "$log"
outcome=${PIPESTATUS[0]}
# A test program that dies is counted under "error", never as a failed test.
counts=$(awk '/^ *error: [0-9]/ {e = $2} /^ *failed: [0-9]/ {f = $2} /^ *succeeded: [0-9]/ {s = $2} /^ *skipped: [0-9]/ {k = $2}
  END {print s + 0, f + e, k + 0}' "$log")
read -r passed failed skipped <<<"$counts"
if [ "$failed" = 0 ] && { [ "$outcome" != 0 ] || [ "$passed" = 0 ]; }; then failed=1; fi
# Every secret of the tests holds this word (tests/PaperBot.Fakes/Canary.cs). Tests search what they throw away; this is the rest.
leaks=$(LC_ALL=C grep -rilaF c4n4ryb1rd "$TMPDIR" 2>/dev/null | wc -l)
echo "Secrets found in the output and in what the tests left behind: $leaks"
[ "$leaks" = 0 ] || failed=$((failed + leaks))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$skipped" = 0 ]
