#!/bin/sh
# Install what the tests want from the system, when we may: a browser and Chinese fonts.
# Without them the browser tests are skipped, and this script says how to get them.
set -eu

packages=""
command -v chromium >/dev/null 2>&1 || packages="$packages chromium"
# Other systems have no such package: their tests take longer.
grep -qs '^ID=debian' /etc/os-release && ! command -v chromium-headless-shell >/dev/null 2>&1 \
    && packages="$packages chromium-headless-shell"
fc-list :lang=zh-cn 2>/dev/null | grep -q . || packages="$packages fonts-noto-cjk"
command -v msgfmt >/dev/null 2>&1 || packages="$packages gettext"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || packages="$packages nginx-light"
command -v openssl >/dev/null 2>&1 || packages="$packages openssl"
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Tests that need$packages are skipped: install them with your system's package manager."
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    sudo=""
elif sudo -n true 2>/dev/null; then
    sudo="sudo"
else
    echo "Tests that need$packages are skipped. To run them: sudo apt-get install$packages"
    exit 0
fi
echo "Installing$packages"
# shellcheck disable=SC2086 # a list of words is meant
$sudo apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $packages >/dev/null \
    || echo "That did not work; tests that need$packages are skipped."
