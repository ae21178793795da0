@echo off
chcp 65001 >nul
setlocal
rem Installs xlsheet for this user, without internet. Run again, it repairs or upgrades. Letters of this file
rem are ASCII, whatever code page cmd reads it in; Chinese words lie in the folder "words".
set "here=%~dp0"
set "app=%LOCALAPPDATA%\xlsheet\app"
set "python="
for %%f in ("%here%python\*.zip") do call :unpack "%%f"
for %%f in ("%here%python\*.exe") do call :setup "%%f"
if not defined python for %%v in (3.14 3.13 3.12 3.11) do if not defined python call :try %%v
if not defined python for %%p in (python.exe) do if not "%%~$PATH:p"=="" call :look "%%~$PATH:p"
if not defined python (
    type "%here%words\no-python.txt"
    pause
    exit /b 3
)
"%python%" "%here%set_up.py" install %*
set "ended=%errorlevel%"
pause
exit /b %ended%

:unpack
if not exist "%app%\python" mkdir "%app%\python"
tar -xf "%~1" -C "%app%\python"
if exist "%app%\python\python.exe" set "python=%app%\python\python.exe"
exit /b 0

:setup
"%~1" /quiet InstallAllUsers=0 PrependPath=0 Include_launcher=0 Include_test=0 Shortcuts=0 TargetDir="%app%\python"
if exist "%app%\python\python.exe" set "python=%app%\python\python.exe"
exit /b 0

:try
for /f "delims=" %%p in ('py -%1 -c "import sys; print(sys.executable)" 2^>nul') do set "python=%%p"
exit /b 0

:look
"%~1" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" 2>nul
if not errorlevel 1 set "python=%~1"
exit /b 0
