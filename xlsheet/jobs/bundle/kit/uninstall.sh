#!/bin/sh
# 卸载 xlsheet：取消安装时做的设置，删掉程序，台账不动。
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 3
app=${XDG_DATA_HOME:-$HOME/.local/share}/xlsheet/app
[ "$(uname -s)" = Darwin ] && app="$HOME/Library/Application Support/xlsheet/app"
[ -x "$app/xlsheet" ] || { echo "这个用户没有装 xlsheet。"; exit 0; }
"$app/xlsheet" install --remove --yes || exit $?
link=$HOME/.local/bin/xlsheet
[ -L "$link" ] && [ "$(readlink "$link")" = "$app/xlsheet" ] && rm -f "$link"
rm -rf "$app" && echo "已卸载，台账没有动。"
