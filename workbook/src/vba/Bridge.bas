Option Explicit

' Every button comes here with the name of its job in xlsheet.addin. The work is done in Python:
' by our own launcher, which finds a process that is warm already, or else through the xlwings
' add-in, or else a message says what to type.
' Sources are ASCII; what people read stands in named cells of the home sheet.

Private Const EXCEL_FINDS_NO_MACRO As Long = 1004
Private Const CALC_FINDS_NO_MACRO As Long = 1
Private Const HIDDEN_WINDOW As Long = 0

Public Sub RunJob(ByVal job As String)
    If Not IsActive() Then
        Tell Words("xlsheet_text_not_active")
    ElseIf Not RunsByLauncher(job, InstalledLauncher()) Then
        If Not RunsInAddIn(job) Then
            If Not RunsByLauncher(job, LAUNCHER_PROGRAM) Then
                Tell Words("xlsheet_text_no_python") & vbLf & vbLf & Words("xlsheet_cmd_" & job)
            End If
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

' Never waits: Python answers to this very program, which must stay free to hear it. Until it does,
' Excel's status bar shows that the click was heard; Python itself takes that away.
Private Function RunsByLauncher(ByVal job As String, ByVal program As String) As Boolean
    Dim started As Variant
    Dim given As String
    Dim place As String
    RunsByLauncher = False
    If program = "" Or InStr(Application.OperatingSystem, "Mac") > 0 Then Exit Function
    place = ThisWorkbook.FullName
    If place = ThisWorkbook.Name Then place = ThisWorkbook.Path & "/" & place ' as Calc has it
    given = " " & job & " --book " & Quoted(ThisWorkbook.Name) & " --at " & Quoted(place)
    On Error Resume Next
    started = Shell(Quoted(program) & given, HIDDEN_WINDOW)
    RunsByLauncher = (Err.Number = 0)
    On Error GoTo 0
    If RunsByLauncher And InStr(Application.OperatingSystem, "Windows") > 0 Then
        Application.StatusBar = Words("xlsheet_text_title") & " ..."
    End If
End Function

' Where xlsheet install has put it; empty where it has not.
Private Function InstalledLauncher() As String
    Dim usual As String
    If InStr(Application.OperatingSystem, "Windows") > 0 Then
        usual = Environ(LAUNCHER_WINDOWS_HOME) & LAUNCHER_WINDOWS_FILE
    Else
        usual = Environ(LAUNCHER_UNIX_HOME) & LAUNCHER_UNIX_FILE
    End If
    InstalledLauncher = ""
    If Environ(LAUNCHER_VARIABLE) <> "" Then
        InstalledLauncher = Environ(LAUNCHER_VARIABLE)
    ElseIf Dir(usual) <> "" Then
        InstalledLauncher = usual
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
