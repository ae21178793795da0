@echo off
chcp 65001 >nul
setlocal
rem Takes back what install.cmd set up and removes the program; no ledger is touched.
set "here=%~dp0"
set "app=%LOCALAPPDATA%\xlsheet\app"
if not exist "%app%\xlsheet.cmd" (
    type "%here%words\not-installed.txt"
    pause
    exit /b 0
)
call "%app%\xlsheet.cmd" install --remove --yes
if errorlevel 1 exit /b %errorlevel%
rmdir /s /q "%app%"
type "%here%words\removed.txt"
pause
