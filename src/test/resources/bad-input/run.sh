#!/bin/bash
set -e
export REGION="${REGION:-south}" TAP_SHOP_PAGE_SIZE=5
for tap in tap-shop tap-own; do
  meltano --environment=prod run "$tap" \
    target-jsonl --full-refresh
done
meltano elt tap-own target-jsonl --state-id=own && python match.py "$1"
load() { meltano run daily; }
load
