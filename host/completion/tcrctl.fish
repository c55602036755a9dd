# SPDX-License-Identifier: MIT
# fish completion of tcrctl: commands and options with their help, as `tcrctl help`
# has them, units as the status has them; after --host those of the other
# device, after --root and --runroot those there.
# Install as /usr/share/fish/vendor_completions.d/tcrctl.fish.

# The words of the line up to the cursor, without what says where.
function __tcrctl_words
    set -l words (commandline -opc)[2..]
    while contains -- "$words[1]" --host --root --runroot
        set words $words[3..]
    end
    string join \n -- $words
end

function __tcrctl
    set -l words (commandline -opc)[2..]
    set -l at
    while contains -- "$words[1]" --host --root --runroot
        set at $at $words[1..2]
        set words $words[3..]
    end
    command tcrctl $at $argv 2>/dev/null
end

# The words that name a command: one, or two of a group.
function __tcrctl_command
    set -l words (__tcrctl_words)
    contains -- "$words[1]" image volume network slot; and echo $words[1..2]; or echo $words[1]
end

function __tcrctl_commands
    __tcrctl help (__tcrctl_words) | sed -n '/^Commands:$/,/^$/s/^  \([a-z-]*\)  *\(.*\)/\1\t\2/p'
end

function __tcrctl_options
    __tcrctl help (string split ' ' (__tcrctl_command)) |
        sed -n 's/^  \(-[^ ]*\), \(--[a-z-]*\)[A-Z ]*  *\(.*\)/\1\t\3\n\2\t\3/p
            s/^  \(-[-a-z]*\)[A-Z ]* *\(.*\)/\1\t\2/p'
end

function __tcrctl_members
    grep -o "\"$argv[1]\": *\"[^\"\\\\]*\"" | sed 's/.*"\(.*\)"$/\1/; s/\.container$//' | sort -u
end

function __tcrctl_names
    switch (__tcrctl_command)
        case run 'image *'
            __tcrctl image ls --json | __tcrctl_members image
        case 'volume *'
            __tcrctl volume ls --json | __tcrctl_members name
        case 'network *'
            __tcrctl status --json | __tcrctl_members unit | string match '*.network'
        case 'slot *'
            printf '%s\n' a b
        case help
            __tcrctl help | sed -n '/^Commands:$/,/^$/s/^  \([a-z-]*\) .*/\1/p'
        case '*'
            __tcrctl status --json | __tcrctl_members unit
    end
end

function __tcrctl_at_command
    set -l words (__tcrctl_words)
    test (count $words) -eq 0; or begin
        test (count $words) -eq 1; and contains -- $words[1] image volume network slot
    end
end

function __tcrctl_takes_files
    contains -- (__tcrctl_command) verify 'image load'
end

complete -c tcrctl -f
complete -c tcrctl -n __tcrctl_at_command -a '(__tcrctl_commands)'
complete -c tcrctl -n 'test (count (commandline -opc)) -eq 1' -l host -x -d 'on another device'
complete -c tcrctl -n __tcrctl_at_command -l root -r -d 'where data are'
complete -c tcrctl -n __tcrctl_at_command -l runroot -r -d 'where run files are'
complete -c tcrctl -n 'not __tcrctl_at_command; and not __tcrctl_takes_files' -a '(__tcrctl_names)'
complete -c tcrctl -n 'not __tcrctl_at_command; and string match -q -- "-*" (commandline -ct)' -a '(__tcrctl_options)'
complete -c tcrctl -n __tcrctl_takes_files -F
