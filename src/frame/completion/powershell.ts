/** The completion script for PowerShell: it asks `__complete` for everything. */
export const powershellScript = `# Completes etcdctl in PowerShell. In $PROFILE:  etcdctl completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'etcdctl' -ScriptBlock {
    param($typed, $line, $cursor)

    $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
    $rest = @($words | Select-Object -Skip 1)
    $last = "$typed"
    # before 7.3 an empty argument is lost on the way to a program
    if ($last -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { $last = '""' }
    $answer = @(& $words[0] __complete @rest $last 2>$null)
    if ($answer.Count -eq 0) { return }
    $directive = [int]($answer[-1].TrimStart(':'))
    $before = if ("$typed" -match '^-[^=]*=') { $Matches[0] } else { '' }

    $found = @($answer | Select-Object -SkipLast 1 | ForEach-Object {
        $name, $about = $_ -split "\`t", 2
        $text = "$before$name"
        if ($text.StartsWith("$typed")) {
            if (-not $about) { $about = $name }
            [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $about)
        }
    })
    if ($found.Count -gt 0) { return $found }
    # an empty answer keeps PowerShell from listing files
    if ($directive -band 4) { return '' }
}
`
