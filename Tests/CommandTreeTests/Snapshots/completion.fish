# Completion of gallery for fish.

function __gallery_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l path 'gallery'
    set -l skip 0
    for word in $words
        if test $skip -eq 1
            set skip 0
            continue
        end
        switch "$path $word"
            case 'gallery ingest' 'gallery add'
                set path 'gallery ingest'
            case 'gallery search'
                set path 'gallery search'
            case 'gallery completion'
                set path 'gallery completion'
            case 'gallery copy'
                set path 'gallery copy'
            case 'gallery --config' 'gallery --url'
                set skip 1
            case 'gallery ingest --index' 'gallery ingest -d' 'gallery ingest --dims' 'gallery ingest --timeout' 'gallery ingest --batch-bytes' 'gallery ingest --config' 'gallery ingest --url'
                set skip 1
            case 'gallery search -k' 'gallery search --count' 'gallery search --weight' 'gallery search -f' 'gallery search --filter' 'gallery search --format' 'gallery search --config' 'gallery search --url'
                set skip 1
            case 'gallery completion --config' 'gallery completion --url'
                set skip 1
            case 'gallery copy --config' 'gallery copy --url'
                set skip 1
        end
    end
    test "$path" = "$argv"
end

complete -c gallery -f

complete -c gallery -n '__gallery_at gallery' -a 'ingest' -d 'Index pictures and texts'
complete -c gallery -n '__gallery_at gallery' -a 'search' -d 'Find pictures and texts'
complete -c gallery -n '__gallery_at gallery' -a 'completion' -d 'Print a completion script'
complete -c gallery -n '__gallery_at gallery' -a 'copy' -d 'Copy documents'
complete -c gallery -n '__gallery_at gallery' -l config -r -F -d 'The configuration file'
complete -c gallery -n '__gallery_at gallery' -l url -x -d 'The server\'s address'
complete -c gallery -n '__gallery_at gallery' -l color -d 'Use colours'
complete -c gallery -n '__gallery_at gallery' -l no-color -d 'The opposite of --color'
complete -c gallery -n '__gallery_at gallery' -l help -s h -d 'Show help'
complete -c gallery -n '__gallery_at gallery' -l version -s V -d 'Show the version'

complete -c gallery -n '__gallery_at gallery ingest' -l index -x -a 'films\\t\'Moving pictures\' photos' -d 'The index'
complete -c gallery -n '__gallery_at gallery ingest' -l dims -s d -x -a '(__fish_append , 1024 512 256)' -d 'Vector sizes to index'
complete -c gallery -n '__gallery_at gallery ingest' -l dry-run -d 'Change nothing'
complete -c gallery -n '__gallery_at gallery ingest' -l no-dry-run -d 'The opposite of --dry-run'
complete -c gallery -n '__gallery_at gallery ingest' -l timeout -x -d 'How long to wait for an answer'
complete -c gallery -n '__gallery_at gallery ingest' -l batch-bytes -x -d 'The largest request'
complete -c gallery -n '__gallery_at gallery ingest' -l config -r -F -d 'The configuration file'
complete -c gallery -n '__gallery_at gallery ingest' -l url -x -d 'The server\'s address'
complete -c gallery -n '__gallery_at gallery ingest' -l color -d 'Use colours'
complete -c gallery -n '__gallery_at gallery ingest' -l no-color -d 'The opposite of --color'
complete -c gallery -n '__gallery_at gallery ingest' -l help -s h -d 'Show help'
complete -c gallery -n '__gallery_at gallery ingest' -l version -s V -d 'Show the version'
complete -c gallery -n '__gallery_at gallery ingest' -F

complete -c gallery -n '__gallery_at gallery search' -l count -s k -x -d 'How many hits to show'
complete -c gallery -n '__gallery_at gallery search' -l weight -x -d 'The weight of pictures'
complete -c gallery -n '__gallery_at gallery search' -l filter -s f -x -d 'Keep only documents with that value'
complete -c gallery -n '__gallery_at gallery search' -l format -x -a 'table\\t\'Aligned columns\' tsv\\t\'Tabs between columns\' json\\t\'One JSON object\\\'s text\'' -d 'How to print'
complete -c gallery -n '__gallery_at gallery search' -l thumbs -a 'table\\t\'Aligned columns\' tsv\\t\'Tabs between columns\' json\\t\'One JSON object\\\'s text\'' -d 'Show small pictures'
complete -c gallery -n '__gallery_at gallery search' -l json -s j -d 'Print JSON'
complete -c gallery -n '__gallery_at gallery search' -l quiet -s q -d 'Say nothing'
complete -c gallery -n '__gallery_at gallery search' -l config -r -F -d 'The configuration file'
complete -c gallery -n '__gallery_at gallery search' -l url -x -d 'The server\'s address'
complete -c gallery -n '__gallery_at gallery search' -l color -d 'Use colours'
complete -c gallery -n '__gallery_at gallery search' -l no-color -d 'The opposite of --color'
complete -c gallery -n '__gallery_at gallery search' -l help -s h -d 'Show help'
complete -c gallery -n '__gallery_at gallery search' -l version -s V -d 'Show the version'

complete -c gallery -n '__gallery_at gallery completion' -l config -r -F -d 'The configuration file'
complete -c gallery -n '__gallery_at gallery completion' -l url -x -d 'The server\'s address'
complete -c gallery -n '__gallery_at gallery completion' -l color -d 'Use colours'
complete -c gallery -n '__gallery_at gallery completion' -l no-color -d 'The opposite of --color'
complete -c gallery -n '__gallery_at gallery completion' -l help -s h -d 'Show help'
complete -c gallery -n '__gallery_at gallery completion' -l version -s V -d 'Show the version'
complete -c gallery -n '__gallery_at gallery completion' -a 'bash zsh fish'

complete -c gallery -n '__gallery_at gallery copy' -l config -r -F -d 'The configuration file'
complete -c gallery -n '__gallery_at gallery copy' -l url -x -d 'The server\'s address'
complete -c gallery -n '__gallery_at gallery copy' -l color -d 'Use colours'
complete -c gallery -n '__gallery_at gallery copy' -l no-color -d 'The opposite of --color'
complete -c gallery -n '__gallery_at gallery copy' -l help -s h -d 'Show help'
complete -c gallery -n '__gallery_at gallery copy' -l version -s V -d 'Show the version'
