#!/bin/sh -eu
# Imports the Dockerfile's base image into the daemon without a registry of images: Debian from its package mirror, node
# from npm's package `node`, npm from this machine. Needs root, debootstrap, docker. Run in the repository after npm ci.
image=$(sed -n 's/^FROM \(node:[^ ]*\) AS base$/\1/p' Dockerfile)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" > /dev/null
chroot "$root" useradd --uid 1000 --create-home node
install -m 755 "$(readlink -f node_modules/node/bin/node)" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -r "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ca=/etc/ssl/certs/ca-certificates.crt
cp "$ca" "$root$ca" # this machine's, with what it was given beside Debian's
tar --create --directory "$root" . | docker import --change "ENV NODE_EXTRA_CA_CERTS=$ca" - "$image"
