Option Explicit

' Every button comes here with the name of its job in xlsheet.addin. The work is done in Python:
' through the xlwings add-in, or else by our own launcher, or else a message says what to type.
' Sources are ASCII; what people read stands in named cells of the home sheet.

Private Const EXCEL_FINDS_NO_MACRO As Long = 1004
Private Const CALC_FINDS_NO_MACRO As Long = 1
Private Const HIDDEN_WINDOW As Long = 0

Public Sub RunJob(ByVal job As String)
    If Not IsActive() Then
        Tell Words("xlsheet_text_not_active")
    ElseIf Not RunsInAddIn(job) Then
        If Not RunsByLauncher(job) Then
            Tell Words("xlsheet_text_no_python") & vbLf & vbLf & Words("xlsheet_cmd_" & job)
        End If
    End If
End Sub

' Python acts on the active workbook, so this one has to be it.
Private Function IsActive() As Boolean
    IsActive = False
    If Not ActiveWorkbook Is Nothing Then
        IsActive = (ActiveWorkbook.FullName = ThisWorkbook.FullName)
    End If
End Function

' True where the add-in took the job, whatever became of it: Python reports its own failures.
Private Function RunsInAddIn(ByVal job As String) As Boolean
    Dim failure As Long
    Dim reason As String
    On Error Resume Next
    Application.Run "xlwings.xlam!RunPython", "import xlsheet.addin; xlsheet.addin." & job & "()"
    failure = Err.Number
    reason = Err.Description
    On Error GoTo 0
    If failure = EXCEL_FINDS_NO_MACRO Or failure = CALC_FINDS_NO_MACRO Then
        RunsInAddIn = False
    Else
        RunsInAddIn = True
        If failure <> 0 Then Tell Words("xlsheet_text_failed") & vbLf & vbLf & reason
    End If
End Function

' Never waits: Python answers to this very program, which must stay free to hear it.
Private Function RunsByLauncher(ByVal job As String) As Boolean
    Dim program As String
    Dim started As Variant
    RunsByLauncher = False
    If InStr(Application.OperatingSystem, "Mac") > 0 Then Exit Function
    program = LauncherFile()
    On Error Resume Next
    started = Shell(Quoted(program) & " " & job & " --book " & Quoted(ThisWorkbook.Name), HIDDEN_WINDOW)
    RunsByLauncher = (Err.Number = 0)
    On Error GoTo 0
End Function

Private Function LauncherFile() As String
    Dim installed As String
    If InStr(Application.OperatingSystem, "Windows") > 0 Then
        installed = Environ(LAUNCHER_WINDOWS_HOME) & LAUNCHER_WINDOWS_FILE
    Else
        installed = Environ(LAUNCHER_UNIX_HOME) & LAUNCHER_UNIX_FILE
    End If
    LauncherFile = LAUNCHER_PROGRAM
    If Environ(LAUNCHER_VARIABLE) <> "" Then
        LauncherFile = Environ(LAUNCHER_VARIABLE)
    ElseIf Dir(installed) <> "" Then
        LauncherFile = installed
    End If
End Function

Private Function Quoted(ByVal text As String) As String
    Quoted = Chr(34) & text & Chr(34)
End Function

Private Sub Tell(ByVal text As String)
    MsgBox text, vbExclamation, Words("xlsheet_text_title")
End Sub

' The text of a named cell; its name where somebody removed the cell.
Private Function Words(ByVal cellName As String) As String
    Words = cellName
    On Error Resume Next
    Words = ThisWorkbook.Names(cellName).RefersToRange.Value
    On Error GoTo 0
End Function
