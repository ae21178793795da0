#!/bin/sh
# 在不联网的电脑上安装 xlsheet，不需要管理员。再运行一次就是修复或升级，台账不动。
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 3
app=${XDG_DATA_HOME:-$HOME/.local/share}/xlsheet/app
[ "$(uname -s)" = Darwin ] && app="$HOME/Library/Application Support/xlsheet/app"
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
python=
for archive in "$here"/python/*.tar.gz; do
    [ -f "$archive" ] || continue
    if command -v sha256sum >/dev/null && ! (cd "$here" && grep '  python/' SHA256SUMS | sha256sum -c --quiet); then
        echo "安装包里的 Python 损坏了，请重新拷贝。" >&2
        exit 3
    fi
    rm -rf "$app/python.new"
    mkdir -p "$app/python.new" && tar -xzf "$archive" -C "$app/python.new" --strip-components=1 || exit 3
    rm -rf "$app/python" && mv "$app/python.new" "$app/python" || exit 3
    python=$app/python/bin/python3
done
if [ -z "$python" ]; then
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null && "$name" -c "$fits" 2>/dev/null; then
            python=$(command -v "$name")
            break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "没有找到 Python 3.11 到 3.14。请用带 Python 的安装包（做安装包时加 --python）。" >&2
    exit 3
fi
exec "$python" "$here/set_up.py" install "$@"
