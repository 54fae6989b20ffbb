# Completion of gallery for Bash.
_gallery() {
    local cur="${COMP_WORDS[COMP_CWORD]}" path='gallery' option='' plain='' word i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word="${COMP_WORDS[i]}"
        if [[ -n $option ]]; then
            [[ $word == '=' ]] || option=''
            continue
        fi
        [[ $word == '--' ]] && plain=1
        [[ -n $plain ]] && continue
        case "$path $word" in
            'gallery ingest' | 'gallery add') path='gallery ingest' ;;
            'gallery search') path='gallery search' ;;
            'gallery completion') path='gallery completion' ;;
            'gallery copy') path='gallery copy' ;;
            'gallery --config' | 'gallery --url') option="$word" ;;
            'gallery ingest --index' | 'gallery ingest -d' | 'gallery ingest --dims' | 'gallery ingest --timeout' | 'gallery ingest --batch-bytes' | 'gallery ingest --config' | 'gallery ingest --url') option="$word" ;;
            'gallery search -k' | 'gallery search --count' | 'gallery search --weight' | 'gallery search -f' | 'gallery search --filter' | 'gallery search --format' | 'gallery search --config' | 'gallery search --url') option="$word" ;;
            'gallery completion --config' | 'gallery completion --url') option="$word" ;;
            'gallery copy --config' | 'gallery copy --url') option="$word" ;;
        esac
    done
    if [[ -n $option ]]; then
        [[ $cur == '=' ]] && cur=''
        _gallery_value "$path $option"
    elif [[ -z $plain && $cur == -* ]]; then
        _gallery_options
    else
        _gallery_arguments
    fi
}

_gallery_value() {
    case "$1" in
        'gallery --config')
            _gallery_files -f
            ;;
        'gallery ingest --index')
            COMPREPLY=($(compgen -W 'films photos' -- "$cur"))
            ;;
        'gallery ingest -d' | 'gallery ingest --dims')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W '1024 512 256' -- "$cur"))
            ;;
        'gallery ingest --config')
            _gallery_files -f
            ;;
        'gallery search --format')
            COMPREPLY=($(compgen -W 'table tsv json' -- "$cur"))
            ;;
        'gallery search --config')
            _gallery_files -f
            ;;
        'gallery completion --config')
            _gallery_files -f
            ;;
        'gallery copy --config')
            _gallery_files -f
            ;;
        *) ;;
    esac
}

_gallery_options() {
    case "$path" in
        'gallery') COMPREPLY=($(compgen -W '--config --url --color --no-color -h --help -V --version' -- "$cur")) ;;
        'gallery ingest') COMPREPLY=($(compgen -W '--index -d --dims --dry-run --no-dry-run --timeout --batch-bytes --config --url --color --no-color -h --help -V --version' -- "$cur")) ;;
        'gallery search') COMPREPLY=($(compgen -W '-k --count --weight -f --filter --format --thumbs -j --json -q --quiet --config --url --color --no-color -h --help -V --version' -- "$cur")) ;;
        'gallery completion') COMPREPLY=($(compgen -W '--config --url --color --no-color -h --help -V --version' -- "$cur")) ;;
        'gallery copy') COMPREPLY=($(compgen -W '--config --url --color --no-color -h --help -V --version' -- "$cur")) ;;
    esac
}

_gallery_arguments() {
    case "$path" in
        'gallery')
            COMPREPLY=($(compgen -W 'ingest search completion copy' -- "$cur"))
            ;;
        'gallery ingest')
            _gallery_files -f
            ;;
        'gallery completion')
            COMPREPLY=($(compgen -W 'bash zsh fish' -- "$cur"))
            ;;
        *) ;;
    esac
}

_gallery_files() {
    local IFS=$'\n'
    COMPREPLY+=($(compgen "$1" -- "$cur"))
    compopt -o filenames 2>/dev/null
}

complete -F _gallery gallery
