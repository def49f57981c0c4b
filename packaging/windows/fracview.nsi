; The setup for one user, without administrator rights. Compiled by windows_setup.py, which names
;   VERSION FOUR_NUMBERS PAYLOAD OUT ICON LICENCE, and STUB where the payload is not the program.
; Silent: setup.exe /S [/D=FOLDER], and "uninstall.exe" /S. Exit codes: 0 done, 2 FracView is running.
Unicode true
!if "${NSIS_PTR_SIZE}" != 8
  !error "compile with -XTarget amd64-unicode: the program is 64-bit"
!endif
!include "LogicLib.nsh"
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"

!define CLASSES "Software\Classes"
; A stub has names of its own: it must not replace a program that is there.
!ifdef STUB
  !define TITLE "FracView (stub)"
  !define ID "FracViewStub"
  !define PROGRAM "README.txt"
  !define OPEN '"$WINDIR\notepad.exe" "$INSTDIR\README.txt"'
!else
  !define TITLE "FracView"
  !define ID "FracView"
  !define PROGRAM "FracView.exe"
  !define OPEN '"$INSTDIR\FracView.exe" "%1"'
!endif
!define PROGID "${ID}.Radiograph"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "Software\${ID}" "InstallDir"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true
BrandingText "Research use only. Not a medical device."

VIProductVersion "${FOUR_NUMBERS}"
VIFileVersion "${FOUR_NUMBERS}"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${TITLE} setup"
VIAddVersionKey "CompanyName" "FracView maintainers"
VIAddVersionKey "LegalCopyright" "AGPL-3.0-or-later"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!ifndef STUB
  !define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!endif
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Everything that a setup ever put there, and nothing else: the folder itself goes only when it is empty, so a
; folder chosen by mistake, and what a user keeps beside the program, stay.
!macro RemoveProgram
  ClearErrors
  Delete "$INSTDIR\FracView.exe"
  Delete "$INSTDIR\fracview-cli.exe"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP "FracView is running. Close it and start this again." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\README.txt"
!macroend

!macro Associate EXTENSION
  WriteRegStr HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr HKCU "Software\${ID}\Capabilities\FileAssociations" "${EXTENSION}" "${PROGID}"
!macroend

!macro Dissociate EXTENSION
  DeleteRegValue HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${EXTENSION}"
!macroend

!macro EachExtension DO
  !insertmacro ${DO} ".dcm"
  !insertmacro ${DO} ".dicom"
  !insertmacro ${DO} ".jpg"
  !insertmacro ${DO} ".jpeg"
  !insertmacro ${DO} ".png"
  !insertmacro ${DO} ".tif"
  !insertmacro ${DO} ".tiff"
  !insertmacro ${DO} ".bmp"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "FracView needs 64-bit Windows." /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

Section "FracView"
  SetShellVarContext current
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "Software\${ID}" "InstallDir" "$INSTDIR"

  ; Offered in "Open with" and in the system's list of default programs; what opens a file now stays as it is.
  WriteRegStr HKCU "${CLASSES}\${PROGID}" "" "Radiograph"
  WriteRegStr HKCU "${CLASSES}\${PROGID}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${CLASSES}\${PROGID}\shell\open\command" "" '${OPEN}'
  WriteRegStr HKCU "Software\${ID}\Capabilities" "ApplicationName" "${TITLE}"
  WriteRegStr HKCU "Software\${ID}\Capabilities" "ApplicationDescription" "Radiograph viewer for research"
  WriteRegStr HKCU "Software\RegisteredApplications" "${ID}" "Software\${ID}\Capabilities"
  !insertmacro EachExtension Associate

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "FracView maintainers"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

; Findings, verdicts and settings of the user lie elsewhere (%LOCALAPPDATA%\fracview) and are left alone.
Section "Uninstall"
  SetShellVarContext current
  !insertmacro RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  !insertmacro EachExtension Dissociate
  DeleteRegKey HKCU "${CLASSES}\${PROGID}"
  DeleteRegValue HKCU "Software\RegisteredApplications" "${ID}"
  DeleteRegKey HKCU "Software\${ID}"
  DeleteRegKey HKCU "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
