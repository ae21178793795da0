@echo off
chcp 65001 >nul
setlocal
rem 卸载 xlsheet：取消安装时做的设置，删掉程序，台账不动。
set "app=%LOCALAPPDATA%\xlsheet\app"
if not exist "%app%\xlsheet.cmd" (
    echo 这个用户没有装 xlsheet。
    pause
    exit /b 0
)
call "%app%\xlsheet.cmd" install --remove --yes
if errorlevel 1 exit /b %errorlevel%
rmdir /s /q "%app%"
echo 已卸载，台账没有动。
pause
