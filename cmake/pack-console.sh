#!/usr/bin/env bash
# Packs a folder of files for the program: pack-console.sh FOLDER PACK TABLE
#
# PACK gets gzip of each file, one after the other; TABLE a row of api/console_files.cpp for each.
# The same files give the same bytes.
set -euo pipefail
export LC_ALL=C
folder=$1 pack=$2 table=$3

content_type() {
  case $1 in
    *.html) echo 'text/html; charset=utf-8' ;;
    *.js) echo 'text/javascript; charset=utf-8' ;;
    *.css) echo 'text/css; charset=utf-8' ;;
    *.svg) echo 'image/svg+xml' ;;
    *.woff2) echo 'font/woff2' ;;
    *)
      echo "pack-console.sh: nothing says what $1 is; add its content type" >&2
      exit 1
      ;;
  esac
}

: > "$pack.new"
: > "$table.new"
at=0
while IFS= read -r path; do
  gzip -9 -n -c "$folder/$path" > "$pack.one"
  size=$(stat -c %s "$pack.one")
  digest=$(sha256sum < "$folder/$path")
  type=$(content_type "$path")
  printf '    {"%s", "%s", part(%d, %d), "\\"%s\\""},\n' \
    "$path" "$type" "$at" "$size" "${digest:0:32}" >> "$table.new"
  cat "$pack.one" >> "$pack.new"
  at=$((at + size))
done < <(cd "$folder" && find . -type f | sed 's|^\./||' | sort)
rm -f "$pack.one"
mv "$table.new" "$table"
mv "$pack.new" "$pack"
