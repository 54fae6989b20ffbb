#compdef es-jina

_es-jina() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        ': :->command' \
        '*:: :->arguments' && ret=0
    case $state in
        command)
            local -a commands=(
                'ingest:Embed pictures and texts and index them'
                'search:Search pictures and texts'
                'mapping:Print the settings and mapping an index would be created with'
                'config:Show every option'\''s value and where it comes from'
                'completion:Print the completion script for a shell'
            )
            _describe -t commands command commands && ret=0
            ;;
        arguments)
            case $line[1] in
                ingest) _es-jina_ingest && ret=0 ;;
                search) _es-jina_search && ret=0 ;;
                mapping) _es-jina_mapping && ret=0 ;;
                config) _es-jina_config && ret=0 ;;
                completion) _es-jina_completion && ret=0 ;;
            esac
            ;;
    esac
    return ret
}

_es-jina_ingest() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '*--dims=[The vector sizes to index, all cut from one embedding]:N,N:' \
        '*-d+[The vector sizes to index, all cut from one embedding]:N,N:' \
        '(--batch-size)--batch-size=[The largest bulk request]:SIZE:' \
        '(--concurrency)--concurrency=[How many batches of inputs are worked on at once]:N:' \
        '(--id-field)--id-field=[The field of a JSONL record that holds its id]:FIELD:' \
        '(--text-field)--text-field=[The field that holds the text to embed]:FIELD:' \
        '(--image-field)--image-field=[The field that holds a picture\: a path relative to the JSONL file, or a data URI]:FIELD:' \
        '(--title-field)--title-field=[The field that holds the title]:FIELD:' \
        '(--caption-field)--caption-field=[The field that holds a caption\: a string, or an object of captions by language]:FIELD:' \
        '(--tag-field)--tag-field=[The field that holds the tags]:FIELD:' \
        '(--max-megapixels)--max-megapixels=[Refuse pictures with more million pixels than this before they are decoded]:N:' \
        '(-i --index)--index=[The index to use]:NAME:' \
        '(-i --index)-i+[The index to use]:NAME:' \
        '*--url=[Use the Elasticsearch cluster at this URL instead of the embedded engine]:URL:' \
        '(--cloud-id)--cloud-id=[Use the Elastic Cloud deployment of this cloud id]:ID:' \
        '(--username)--username=[The user for basic authentication]:NAME:' \
        '(--ca-file)--ca-file=[Trust the certificate authorities in this PEM file]:FILE:_files' \
        '(--ca-fingerprint)--ca-fingerprint=[Trust the server whose certificate chain holds this SHA-256 fingerprint, as Elasticsearch prints at its first start]:SHA256:' \
        '(--client-cert)--client-cert=[Show this PEM certificate to the server]:FILE:_files' \
        '(--client-key)--client-key=[The private key of the client certificate]:FILE:_files' \
        '(--timeout)--timeout=[The longest time one request may take]:TIME:' \
        '(--state)--state=[Keep the journal, the embedding cache and the embedded engine'\''s data in this directory]:DIR:_files -/' \
        '(--embedder)--embedder=[What makes the vectors]:NAME:((auto\:"Jina where a key or a server is given, else offline" offline\:"no network and no key; a stand-in without the semantics of a neural model" jina\:"a server that speaks Jina'\''s API"))' \
        '(-m --model)--model=[The embedding model]:MODEL:' \
        '(-m --model)-m+[The embedding model]:MODEL:' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--progress)--progress=[How progress is shown on standard error]:HOW:((auto\:"A line on a terminal, else plain" line\:"One line that is drawn over" plain\:"A line every ten seconds" json\:"A JSON object every second" none\:"Nothing"))' \
        '(-q --quiet)--quiet[Show neither progress nor the report]' \
        '(-q --quiet)-q[Show neither progress nor the report]' \
        '(--json)--json[Print the report as one JSON document]' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        '*:PATH:_files' && ret=0
    return ret
}

_es-jina_search() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--image)--image=[Search by this picture\: a file, an http(s) URL, or '\''-'\'' for standard input]:FILE:_files' \
        '(--mode)--mode=[How documents are found]:NAME:((auto\:"hybrid where there are words, else knn" hybrid\:"by words and by vectors, fused by rank" knn\:"by vectors alone" bm25\:"by words alone"))' \
        '(--in)--in=[Which documents are searched]:NAME:(all images texts)' \
        '(-k --size)--size=[How many hits to print]:N:' \
        '(-k --size)-k+[How many hits to print]:N:' \
        '(--from)--from=[How many of the best hits to pass over]:N:' \
        '(-f --filter)--filter=[Only documents for which this holds, such as '\''lang == "fr" && year >= 2020'\'']:EXPR:' \
        '(-f --filter)-f+[Only documents for which this holds, such as '\''lang == "fr" && year >= 2020'\'']:EXPR:' \
        '(-d --dims)--dims=[The size of the vectors to search]:N:' \
        '(-d --dims)-d+[The size of the vectors to search]:N:' \
        '(--rerank)--rerank=[Reorder the best hits with this model, such as jina-reranker-v3; '\''offline'\'' needs no network]:MODEL:' \
        '(--rerank-window)--rerank-window=[How many hits the reranker reads]:N:' \
        '(--num-candidates)--num-candidates=[How many nearest neighbours each shard considers]:N:' \
        '(--format)--format=[How results are printed]:FORMAT:((auto\:"A table on a terminal, else tab-separated values" table\:"Aligned columns for people" tsv\:"Tab-separated values, one record a line" json\:"One JSON value" ndjson\:"One JSON object a line"))' \
        '(--json)--json[Print one JSON document; the same as --format json]' \
        '(--ndjson)--ndjson[Print one JSON object a line; the same as --format ndjson]' \
        '(--html)--html=[Also write the hits as a contact sheet to look at in a browser]:FILE:_files' \
        '(--html-append)--html-append[Add to the contact sheet instead of replacing it]' \
        '(-i --index)--index=[The index to use]:NAME:' \
        '(-i --index)-i+[The index to use]:NAME:' \
        '*--url=[Use the Elasticsearch cluster at this URL instead of the embedded engine]:URL:' \
        '(--cloud-id)--cloud-id=[Use the Elastic Cloud deployment of this cloud id]:ID:' \
        '(--username)--username=[The user for basic authentication]:NAME:' \
        '(--ca-file)--ca-file=[Trust the certificate authorities in this PEM file]:FILE:_files' \
        '(--ca-fingerprint)--ca-fingerprint=[Trust the server whose certificate chain holds this SHA-256 fingerprint, as Elasticsearch prints at its first start]:SHA256:' \
        '(--client-cert)--client-cert=[Show this PEM certificate to the server]:FILE:_files' \
        '(--client-key)--client-key=[The private key of the client certificate]:FILE:_files' \
        '(--timeout)--timeout=[The longest time one request may take]:TIME:' \
        '(--state)--state=[Keep the journal, the embedding cache and the embedded engine'\''s data in this directory]:DIR:_files -/' \
        '(--embedder)--embedder=[What makes the vectors]:NAME:((auto\:"Jina where a key or a server is given, else offline" offline\:"no network and no key; a stand-in without the semantics of a neural model" jina\:"a server that speaks Jina'\''s API"))' \
        '(-m --model)--model=[The embedding model]:MODEL:' \
        '(-m --model)-m+[The embedding model]:MODEL:' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        '::QUERY:' && ret=0
    return ret
}

_es-jina_mapping() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '*--dims=[The vector sizes to index, all cut from one embedding]:N,N:' \
        '*-d+[The vector sizes to index, all cut from one embedding]:N,N:' \
        '(--for)--for=[The server the mapping is for, such as 8.19, 9.5 or serverless]:VERSION:' \
        '(-i --index)--index=[The index to use]:NAME:' \
        '(-i --index)-i+[The index to use]:NAME:' \
        '*--url=[Use the Elasticsearch cluster at this URL instead of the embedded engine]:URL:' \
        '(--cloud-id)--cloud-id=[Use the Elastic Cloud deployment of this cloud id]:ID:' \
        '(--username)--username=[The user for basic authentication]:NAME:' \
        '(--ca-file)--ca-file=[Trust the certificate authorities in this PEM file]:FILE:_files' \
        '(--ca-fingerprint)--ca-fingerprint=[Trust the server whose certificate chain holds this SHA-256 fingerprint, as Elasticsearch prints at its first start]:SHA256:' \
        '(--client-cert)--client-cert=[Show this PEM certificate to the server]:FILE:_files' \
        '(--client-key)--client-key=[The private key of the client certificate]:FILE:_files' \
        '(--timeout)--timeout=[The longest time one request may take]:TIME:' \
        '(--state)--state=[Keep the journal, the embedding cache and the embedded engine'\''s data in this directory]:DIR:_files -/' \
        '(--embedder)--embedder=[What makes the vectors]:NAME:((auto\:"Jina where a key or a server is given, else offline" offline\:"no network and no key; a stand-in without the semantics of a neural model" jina\:"a server that speaks Jina'\''s API"))' \
        '(-m --model)--model=[The embedding model]:MODEL:' \
        '(-m --model)-m+[The embedding model]:MODEL:' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' && ret=0
    return ret
}

_es-jina_config() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(-i --index)--index=[The index to use]:NAME:' \
        '(-i --index)-i+[The index to use]:NAME:' \
        '*--url=[Use the Elasticsearch cluster at this URL instead of the embedded engine]:URL:' \
        '(--cloud-id)--cloud-id=[Use the Elastic Cloud deployment of this cloud id]:ID:' \
        '(--username)--username=[The user for basic authentication]:NAME:' \
        '(--ca-file)--ca-file=[Trust the certificate authorities in this PEM file]:FILE:_files' \
        '(--ca-fingerprint)--ca-fingerprint=[Trust the server whose certificate chain holds this SHA-256 fingerprint, as Elasticsearch prints at its first start]:SHA256:' \
        '(--client-cert)--client-cert=[Show this PEM certificate to the server]:FILE:_files' \
        '(--client-key)--client-key=[The private key of the client certificate]:FILE:_files' \
        '(--timeout)--timeout=[The longest time one request may take]:TIME:' \
        '(--state)--state=[Keep the journal, the embedding cache and the embedded engine'\''s data in this directory]:DIR:_files -/' \
        '(--embedder)--embedder=[What makes the vectors]:NAME:((auto\:"Jina where a key or a server is given, else offline" offline\:"no network and no key; a stand-in without the semantics of a neural model" jina\:"a server that speaks Jina'\''s API"))' \
        '(-m --model)--model=[The embedding model]:MODEL:' \
        '(-m --model)-m+[The embedding model]:MODEL:' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '*--dims=[The vector sizes to index, all cut from one embedding]:N,N:' \
        '*-d+[The vector sizes to index, all cut from one embedding]:N,N:' \
        '(--batch-size)--batch-size=[The largest bulk request]:SIZE:' \
        '(--concurrency)--concurrency=[How many batches of inputs are worked on at once]:N:' \
        '(--id-field)--id-field=[The field of a JSONL record that holds its id]:FIELD:' \
        '(--text-field)--text-field=[The field that holds the text to embed]:FIELD:' \
        '(--image-field)--image-field=[The field that holds a picture\: a path relative to the JSONL file, or a data URI]:FIELD:' \
        '(--title-field)--title-field=[The field that holds the title]:FIELD:' \
        '(--caption-field)--caption-field=[The field that holds a caption\: a string, or an object of captions by language]:FIELD:' \
        '(--tag-field)--tag-field=[The field that holds the tags]:FIELD:' \
        '(--max-megapixels)--max-megapixels=[Refuse pictures with more million pixels than this before they are decoded]:N:' \
        '(--progress)--progress=[How progress is shown on standard error]:HOW:((auto\:"A line on a terminal, else plain" line\:"One line that is drawn over" plain\:"A line every ten seconds" json\:"A JSON object every second" none\:"Nothing"))' \
        '(--mode)--mode=[How documents are found]:NAME:((auto\:"hybrid where there are words, else knn" hybrid\:"by words and by vectors, fused by rank" knn\:"by vectors alone" bm25\:"by words alone"))' \
        '(--in)--in=[Which documents are searched]:NAME:(all images texts)' \
        '(-k --size)--size=[How many hits to print]:N:' \
        '(-k --size)-k+[How many hits to print]:N:' \
        '(--rerank)--rerank=[Reorder the best hits with this model, such as jina-reranker-v3; '\''offline'\'' needs no network]:MODEL:' \
        '(--rerank-window)--rerank-window=[How many hits the reranker reads]:N:' \
        '(--num-candidates)--num-candidates=[How many nearest neighbours each shard considers]:N:' \
        '(--search-dims)--search-dims=[The size of the vectors to search; for a search itself it is given as --dims]:N:' \
        '(--format)--format=[How results are printed]:FORMAT:((auto\:"A table on a terminal, else tab-separated values" table\:"Aligned columns for people" tsv\:"Tab-separated values, one record a line" json\:"One JSON value" ndjson\:"One JSON object a line"))' \
        '(--json)--json[Print one JSON document; the same as --format json]' \
        '(--ndjson)--ndjson[Print one JSON object a line; the same as --format ndjson]' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' && ret=0
    return ret
}

_es-jina_completion() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        ':SHELL:(bash zsh fish)' && ret=0
    return ret
}

if [[ "$funcstack[1]" == _es-jina ]]; then
    _es-jina "$@"
else
    compdef _es-jina es-jina
fi
