#compdef gallery

_gallery() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--config)--config=[The configuration file]:FILE:_files' \
        '(--url)--url=[The server'\''s address]:URL:' \
        '(--color --no-color)--color[Use colours]' \
        '(--color --no-color)--no-color[The opposite of --color]' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        ': :->command' \
        '*:: :->arguments' && ret=0
    case $state in
        command)
            local -a commands=(
                'ingest:Index pictures and texts'
                'search:Find pictures and texts'
                'completion:Print a completion script'
                'copy:Copy documents'
            )
            _describe -t commands command commands && ret=0
            ;;
        arguments)
            case $line[1] in
                ingest|add) _gallery_ingest && ret=0 ;;
                search) _gallery_search && ret=0 ;;
                completion) _gallery_completion && ret=0 ;;
                copy) _gallery_copy && ret=0 ;;
            esac
            ;;
    esac
    return ret
}

_gallery_ingest() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--index)--index=[The index]:NAME:((films\:"Moving pictures" photos\:""))' \
        '*--dims=[Vector sizes to index]:N,N:_sequence -s , compadd - 1024 512 256' \
        '*-d+[Vector sizes to index]:N,N:_sequence -s , compadd - 1024 512 256' \
        '(--dry-run --no-dry-run)--dry-run[Change nothing]' \
        '(--dry-run --no-dry-run)--no-dry-run[The opposite of --dry-run]' \
        '(--timeout)--timeout=[How long to wait for an answer]:TIME:' \
        '(--batch-bytes)--batch-bytes=[The largest request]:SIZE:' \
        '(--config)--config=[The configuration file]:FILE:_files' \
        '(--url)--url=[The server'\''s address]:URL:' \
        '(--color --no-color)--color[Use colours]' \
        '(--color --no-color)--no-color[The opposite of --color]' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        '*:PATH:_files' && ret=0
    return ret
}

_gallery_search() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(-k --count)--count=[How many hits to show]:N:' \
        '(-k --count)-k+[How many hits to show]:N:' \
        '(--weight)--weight=[The weight of pictures]:X:' \
        '*--filter=[Keep only documents with that value]:FIELD=VALUE:' \
        '*-f+[Keep only documents with that value]:FIELD=VALUE:' \
        '(--format)--format=[How to print]:NAME:((table\:"Aligned columns" tsv\:"Tabs between columns" json\:"One JSON object'\''s text"))' \
        '(--thumbs)--thumbs=-[Show small pictures]::NAME:((table\:"Aligned columns" tsv\:"Tabs between columns" json\:"One JSON object'\''s text"))' \
        '(-j --json)--json[Print JSON]' \
        '(-j --json)-j[Print JSON]' \
        '(-q --quiet)--quiet[Say nothing]' \
        '(-q --quiet)-q[Say nothing]' \
        '(--config)--config=[The configuration file]:FILE:_files' \
        '(--url)--url=[The server'\''s address]:URL:' \
        '(--color --no-color)--color[Use colours]' \
        '(--color --no-color)--no-color[The opposite of --color]' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        '::QUERY:' && ret=0
    return ret
}

_gallery_completion() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--config)--config=[The configuration file]:FILE:_files' \
        '(--url)--url=[The server'\''s address]:URL:' \
        '(--color --no-color)--color[Use colours]' \
        '(--color --no-color)--no-color[The opposite of --color]' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        ':SHELL:(bash zsh fish)' && ret=0
    return ret
}

_gallery_copy() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--config)--config=[The configuration file]:FILE:_files' \
        '(--url)--url=[The server'\''s address]:URL:' \
        '(--color --no-color)--color[Use colours]' \
        '(--color --no-color)--no-color[The opposite of --color]' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        ':FROM:' \
        '*:FILE:' \
        ':TO:' && ret=0
    return ret
}

if [[ "$funcstack[1]" == _gallery ]]; then
    _gallery "$@"
else
    compdef _gallery gallery
fi
