#!/usr/bin/env bash
# Makes the toolchain that builds for Windows on Debian 12 and tries what it built under Wine.
#
# Usage: setup.sh DIR, with CARGO naming the cargo to use. `cargo xtask windows` starts it when DIR is missing or was made
# for something else, after installing the Debian packages named in mod.rs; it needs no root. Debian has a Rust compiler but
# no standard library for Windows, so that is built here once from Debian's sources. Nothing is installed outside DIR.
set -euo pipefail
cd "$1"
readonly here=$PWD target=x86_64-pc-windows-gnu
say() { echo "[$(date +%T)] $*"; }

say "the Rust compiler, its libraries and their sources, as Debian packages"
mkdir debs rust
(
  cd debs
  apt-cache show rustc-web >/dev/null 2>&1 ||
    { echo "this system's package lists have no rustc-web: Debian 12 has, after apt-get update" >&2; exit 1; }
  fetch() { apt-get download -qq "$@" 2>../apt.log || { cat ../apt.log >&2; exit 1; }; }
  fetch rustc-web libstd-rust-web-dev rust-web-src
  # The compiler's own library, and the LLVM that one needs: their names carry versions.
  library=$(dpkg-deb -f libstd-rust-web-dev_*.deb Depends | grep -o 'libstd-rust-web-[0-9.]*')
  fetch "$library"
  fetch "$(dpkg-deb -f "$library"_*.deb Depends | grep -o 'libllvm[0-9]*')"
  for package in *.deb; do dpkg-deb -x "$package" ../rust; done
)
rm -r debs

mkdir bin
for program in rustc rustdoc; do
  cat > "bin/$program" <<X
#!/bin/sh
LD_LIBRARY_PATH='$here/rust/usr/lib/x86_64-linux-gnu' exec '$here/rust/usr/bin/$program' "\$@"
X
done
cat > bin/wine <<X
#!/bin/sh
export WINEPREFIX='$here/wine' WINEDEBUG=-all DISPLAY= WINEDLLOVERRIDES='mscoree,mshtml='
exec /usr/lib/wine/wine64 "\$@"
X
chmod +x bin/*

say "the standard library for Windows"
mkdir -p seed/src
printf '[package]\nname = "seed"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' > seed/Cargo.toml
echo 'fn main() { println!("Windows programs are built and run") }' > seed/src/main.rs
export RUSTC=$here/bin/rustc RUSTDOC=$here/bin/rustdoc CARGO_TARGET_DIR=$here/seed/target
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=$here/bin/wine
(
  cd seed
  RUSTC_BOOTSTRAP=1 "$CARGO" build --quiet --release --target $target -Zbuild-std=std,panic_unwind,panic_abort,test
)
readonly library=rust/usr/lib/rustlib/$target/lib
mkdir -p "$library"
cp seed/target/$target/release/deps/*.rlib "$library/"

say "a Windows of its own under Wine"
bin/wine wineboot --init >wine.log 2>&1 || { cat wine.log >&2; exit 1; }
WINEPREFIX=$here/wine /usr/lib/wine/wineserver64 --wait
# Rust programs take their randomness from a DLL that this Wine has not yet; what it would call, Wine has.
cat > randomness.c <<'X'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return SystemFunction036(bytes, (ULONG)count); }
X
x86_64-w64-mingw32-gcc -shared -O2 -o wine/drive_c/windows/system32/bcryptprimitives.dll randomness.c -ladvapi32

say "a first program"
(cd seed && rm -r target && "$CARGO" run --quiet --target $target)
rm -r seed randomness.c
