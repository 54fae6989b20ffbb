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
                'rerank:Order lines or JSON documents by how well each answers a query'
                'status:Show ingests: under way, finished, interrupted, and what failed'
                'retry-failed:Try again the inputs that failed in earlier ingests'
                'plan:Say what an index will cost in memory, disk, tokens and time'
                'mapping:Print the settings and mapping an index would be created with, or compare them with an index'
                'models:List Jina'\''s models: sizes, contexts, tasks, licences'
                'doctor:Look at engine, models and this machine, and say what to fix'
                'config:Show every option'\''s value and where it comes from'
                'completion:Print the completion script for a shell'
            )
            _describe -t commands command commands && ret=0
            ;;
        arguments)
            case $line[1] in
                ingest) _es-jina_ingest && ret=0 ;;
                search) _es-jina_search && ret=0 ;;
                rerank) _es-jina_rerank && ret=0 ;;
                status) _es-jina_status && ret=0 ;;
                retry-failed) _es-jina_retry-failed && ret=0 ;;
                plan) _es-jina_plan && ret=0 ;;
                mapping) _es-jina_mapping && ret=0 ;;
                models) _es-jina_models && ret=0 ;;
                doctor) _es-jina_doctor && ret=0 ;;
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
        '(--analyzers)--analyzers=[How captions in known languages are cut into terms]:NAME:((standard\:"words as they are written; the same hits on every engine" language\:"stems and no function words, by the server'\''s analyzer for the caption'\''s language, where it has one"))' \
        '(--create-only)--create-only[Leave documents that are in the index as they are, even where their inputs have changed]' \
        '(--pipeline)--pipeline=[Send documents through this ingest pipeline of the cluster]:NAME:' \
        '(--fast-load)--fast-load[Turn refreshes and replicas off for the load and restore them at its end]' \
        '*--optimize=[What to spend memory, disk and time on, where the options below do not say]:GOAL:_sequence -s , compadd - recall memory speed disk' \
        '*--element-type=[What a component of a vector is stored as]:TYPE:_sequence -s , compadd - float bfloat16 byte bit' \
        '*--index-type=[How vectors are indexed]:TYPE:_sequence -s , compadd - hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' \
        '*--similarity=[How vectors are compared]:NAME:_sequence -s , compadd - cosine dot_product l2_norm max_inner_product' \
        '*--m=[Neighbours of a node in the graph, 1 to 512; more find more and need more memory]:N:' \
        '*--ef-construction=[Candidates while a node is added to the graph, 1 to 3200; more build slower and find more]:N:' \
        '*--oversample=[How many times more candidates are compared with whole vectors, 1 to 10, or 0 for none]:X:' \
        '*--on-disk-rescore=[Whether whole vectors are read past the page cache for that; from 9.3, experimental]:BOOL:_sequence -s , compadd - true false' \
        '*--flat-index-threshold=[Documents in a segment below which no graph is built, -1 for the format'\''s own; from 9.4]:N:' \
        '*--cluster-size=[Vectors in a cluster of bbq_disk, 64 to 65536]:N:' \
        '*--visit-percentage=[Percent of the vectors a search of bbq_disk visits, 0 to 100; 0 follows the candidates]:X:' \
        '*--bits=[Bits of a component in bbq_disk\: 1, 2 or 4; from 9.4]:N:' \
        '*--precondition=[Whether bbq_disk rotates vectors first; from 9.4]:BOOL:_sequence -s , compadd - true false' \
        '*--auto-calibrate=[Whether bbq_disk chooses its own visit percentage; from 9.5]:BOOL:_sequence -s , compadd - true false' \
        '*--confidence-interval=[The share of values that int8 and int4 types keep apart, 0.9 to 1, or 0; below 9.4]:X:' \
        '*--include=[Take only what matches in directories and lists; may be repeated]:GLOB:' \
        '*--exclude=[Leave out what matches, and do not look into such directories; outweighs --include; may be repeated]:GLOB:' \
        '(--hidden)--hidden[Take names that begin with a dot, too]' \
        '(--follow --no-follow)--follow[Follow symbolic links in directories]' \
        '(--follow --no-follow)--no-follow[The opposite of --follow]' \
        '*--files-from=[Take the files that FILE lists, one a line; '\''-'\'' is standard input; may be repeated]:FILE:_files' \
        '(-0 --null)--null[Paths in --files-from end with NUL, as '\''find -print0'\'' writes them]' \
        '(-0 --null)-0[Paths in --files-from end with NUL, as '\''find -print0'\'' writes them]' \
        '(--max-megapixels)--max-megapixels=[Refuse pictures with more million pixels than this before they are decoded]:N:' \
        '(--id-field)--id-field=[The field of a record that holds its id]:FIELD:' \
        '*--text-field=[The field that holds the text to embed; given several times, the texts are joined line by line]:FIELD:' \
        '(--image-field)--image-field=[The field that holds a picture\: a path relative to the records'\'' file, a data URI, or a URL]:FIELD:' \
        '(--title-field)--title-field=[The field that holds the title]:FIELD:' \
        '(--caption-field)--caption-field=[The field that holds a caption\: a string, or an object of captions by language]:FIELD:' \
        '(--tag-field)--tag-field=[The field that holds the tags]:FIELD:' \
        '(--date-field)--date-field=[The field that becomes the attribute '\''date'\''\: ISO 8601, or milliseconds since 1970]:FIELD:' \
        '(--version-field)--version-field=[The field that holds the record'\''s version, a whole number; an older one never replaces a newer one]:FIELD:' \
        '(--routing-field)--routing-field=[The field whose value chooses the shard]:FIELD:' \
        '*--attributes=[Which other fields are indexed under their own names\: all, none, or those listed]:FIELD,FIELD:' \
        '(--vector-field)--vector-field=[The field that holds a vector made elsewhere\: an array of numbers, or base64 of float32]:FIELD:' \
        '(--vector-encoding)--vector-encoding=[How base64 in --vector-field is to be read]:ENCODING:((base64\:"little-endian float32, as NumPy and Jina write it" base64-be\:"big-endian float32, as Elasticsearch reads it"))' \
        '(--vectors)--vectors=[Vectors made elsewhere, .npy or .f32\: row i belongs to record i of the one file that is named]:FILE:_files' \
        '(--vector-dims)--vector-dims=[How many numbers a row of --vectors has; needed for .f32]:N:' \
        '(--input-format)--input-format=[What the records on standard input are]:FORMAT:((jsonl\:"a JSON object a line" csv\:"rows of cells with commas, the first naming the columns" tsv\:"the same with tabs"))' \
        '(--delimiter)--delimiter=[What stands between the cells of a table\: one character, or '\''tab'\'']:CHAR:' \
        '(--quotes --no-quotes)--quotes[Read double quotes around the cells of a table as RFC 4180 does, not as characters]' \
        '(--quotes --no-quotes)--no-quotes[The opposite of --quotes]' \
        '*--type=[What the cells of a column are, such as price=double; may be repeated]:COLUMN=TYPE:' \
        '(--list-separator)--list-separator=[What separates the values in one cell of a list type]:CHAR:' \
        '(--chunk-tokens)--chunk-tokens=[Cut texts into parts of at most this many tokens, at the ends of sentences]:N:' \
        '(--chunk-overlap)--chunk-overlap=[How many tokens a part shares with the one before]:N:' \
        '(--late-chunking)--late-chunking[Embed the parts of a text together, so that each knows the others, where the model can]' \
        '(--fetch-images)--fetch-images[Fetch pictures that records name by an http or https URL, never from private addresses]' \
        '(--fetch-private)--fetch-private[With --fetch-images, fetch from loopback and private addresses too, and through a proxy]' \
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
        '(-m --model)--model=[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(-m --model)-m+[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--multi-vector)--multi-vector=[Also keep a vector for each token of a document'\''s words, such as jina-colbert-v2\:64; '\''offline'\'' needs no network]:MODEL\[\:DIMS\]:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" offline\:"no network; compares words"))' \
        '(--multi-vector-storage)--multi-vector-storage=[How token vectors are kept]:NAME:((auto\:"what the index has, else rank_vectors where the licence allows them, else binary" binary\:"signed bytes in a field that the server only stores; the client scores" rank_vectors\:"a field that the server scores by; needs an Enterprise licence"))' \
        '(--multi-vector-tokens)--multi-vector-tokens=[How many tokens of a document have vectors; what lies behind them is not compared]:N:' \
        '(--batch-size)--batch-size=[The largest bulk request]:SIZE:' \
        '(--concurrency)--concurrency=[How many batches of inputs are worked on at once]:N:' \
        '(--max-errors)--max-errors=[Give up when more inputs than this have failed]:N:' \
        '(--deadline)--deadline=[Finish what is under way and stop after this time, such as 45m; the same command goes on later]:TIME:' \
        '(--reconcile)--reconcile=[How many documents are looked up in the index at the end; 0 looks up none]:N:' \
        '(--prune)--prune[Remove documents of files and records that are no longer below the given paths]' \
        '(--partition)--partition=[Ingest the I-th of N shares; each of N machines takes its own, and '\''status --merge'\'' adds their reports up]:I/N:' \
        '(--replay)--replay=[Try the inputs of this dead-letter file again instead of walking paths]:FILE:_files' \
        '(--dry-run)--dry-run[Check every input and say what would be indexed, embedded and rejected, without doing it]' \
        '(--progress)--progress=[How progress is shown on standard error]:HOW:((auto\:"A line on a terminal, else plain" line\:"One line that is drawn over" plain\:"A line every ten seconds" json\:"A JSON object every second" none\:"Nothing"))' \
        '(-q --quiet)--quiet[Show neither progress nor the report]' \
        '(-q --quiet)-q[Show neither progress nor the report]' \
        '(--json)--json[Print the report as one JSON document]' \
        '(--metrics)--metrics=[Write metrics for Prometheus to this file every five seconds and at the end]:FILE:_files' \
        '(--token-price)--token-price=[What a million billed tokens cost, to show an estimate of the cost]:USD:' \
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
        '*--like=[Search for what is like this document of the index; may be repeated]:ID:' \
        '(--plain)--plain[Take the query for plain words, even where it is written as a sum]' \
        '(--mode)--mode=[How documents are found]:NAME:((auto\:"hybrid where there are words, else knn" hybrid\:"by words and by vectors, fused by rank" knn\:"by vectors alone" bm25\:"by words alone"))' \
        '(--in)--in=[Which documents are searched]:NAME:(all images texts)' \
        '(-k --size)--size=[How many hits to print]:N:' \
        '(-k --size)-k+[How many hits to print]:N:' \
        '(--from)--from=[How many of the best hits to pass over]:N:' \
        '(--page)--page=[Which page of --size hits to print, from 1]:N:' \
        '(-f --filter)--filter=[Only documents for which this holds, such as '\''lang == "fr" && year >= 2020'\'']:EXPR:' \
        '(-f --filter)-f+[Only documents for which this holds, such as '\''lang == "fr" && year >= 2020'\'']:EXPR:' \
        '(-d --dims)--dims=[The size of the vectors to search]:N:' \
        '(-d --dims)-d+[The size of the vectors to search]:N:' \
        '(--print-request)--print-request[Print the requests for the hits as they would be sent, and send none of them]' \
        '(--fusion)--fusion=[How hits of several legs are ordered]:NAME:((rrf\:"by their ranks in each leg" sum\:"by the sum of their scores" minmax\:"by the sum of their scores, each leg'\''s brought to 0…1" l2_norm\:"by the sum of their scores, each leg'\''s divided by their norm"))' \
        '(--fuse-at)--fuse-at=[Who orders them]:NAME:((auto\:"the server where its licence has it" server\:"the server, or an error" client\:"es-jina"))' \
        '*--weight=[How much a leg counts, such as bm25=2 or knn_image=0.5; the others count 1]:LEG=N:' \
        '(--window)--window=[How many hits each leg brings]:N:' \
        '*--leg-window=[How many hits one leg brings, such as knn_image=200]:LEG=N:' \
        '(--rank-constant)--rank-constant=[How little the first ranks stand out in --fusion rrf]:N:' \
        '(--num-candidates)--num-candidates=[How many nearest neighbours each shard considers]:N:' \
        '(--diversify)--diversify=[Choose hits that differ\: 1 looks at relevance alone, 0 at difference alone]:LAMBDA:' \
        '(--min-relevance)--min-relevance=[Leave out hits that are more likely than 1 - P to be near by chance]:P:' \
        '(--all-parts)--all-parts[Show every part of a long text that was found, not only the best]' \
        '(--rerank)--rerank=[Reorder the best hits with this model, such as jina-reranker-v3; '\''offline'\'' needs no network]:MODEL:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" jina-reranker-v3.5\:"reads all passages together, long and structured ones too" jina-reranker-v3\:"reads all passages together" jina-reranker-m0\:"texts and pictures as passages, one at a time" jina-reranker-v2-base-multilingual\:"short texts, one at a time" jina-reranker-v1-turbo-en\:"English texts, one at a time; fast" jina-reranker-v1-tiny-en\:"English texts, one at a time; smallest" jina-reranker-v1-base-en\:"English texts, one at a time; base size" offline\:"no network; compares words" late-interaction\:"compares the token vectors of the index" none\:"turns off what the environment or the configuration asks for"))' \
        '(--rerank-window)--rerank-window=[How many hits the reranker reads]:N:' \
        '(--rerank-timeout)--rerank-timeout=[The longest time for reranking, one retry included; then the order stays as it is]:TIME:' \
        '*--rerank-fields=[The fields of a document the reranker reads, in this order]:FIELD,…:' \
        '(--rerank-tokens)--rerank-tokens=[The most tokens read of a document, at most what the model can]:N:' \
        '(--require-rerank)--require-rerank[Fail where the reranker does, instead of keeping the order with a warning]' \
        '(--format)--format=[How results are printed]:FORMAT:((auto\:"A table on a terminal, else tab-separated values" table\:"Aligned columns for people" tsv\:"Tab-separated values, one record a line" json\:"One JSON value" ndjson\:"One JSON object a line"))' \
        '(--json)--json[Print one JSON document; the same as --format json]' \
        '(--ndjson)--ndjson[Print one JSON object a line; the same as --format ndjson]' \
        '(--paths)--paths[Print the path of each file that was found, one a line, and nothing else]' \
        '(-0 --null)--null[Print paths like --paths, each ended by NUL, for '\''xargs -0'\'']' \
        '(-0 --null)-0[Print paths like --paths, each ended by NUL, for '\''xargs -0'\'']' \
        '(--preview)--preview=-[Draw the pictures that were found, where the terminal takes any]::HOW:((auto\:"What the terminal takes; nothing where it takes no pictures" kitty\:"The graphics protocol of kitty, Ghostty and Konsole" iterm2\:"The inline images of iTerm2, WezTerm and mintty" sixel\:"Sixel, as foot, xterm, mlterm and Windows Terminal take it" none\:"No pictures"))' \
        '(--highlight --no-highlight)--highlight[Ask for passages with the words that were found]' \
        '(--highlight --no-highlight)--no-highlight[The opposite of --highlight]' \
        '(--explain)--explain[Tell how each score came about]' \
        '(--timings)--timings[Tell on standard error where the time went]' \
        '(--html)--html=[Also write the hits as a contact sheet to look at in a browser]:FILE:_files' \
        '(--html-append)--html-append[Add to the contact sheet instead of replacing it]' \
        '(--queries)--queries=[Search every line of this file, '\''-'\'' for standard input, and print one JSON object for each]:FILE:_files' \
        '(--concurrency)--concurrency=[How many queries of --queries are searched at a time]:N:' \
        '(--trec)--trec=-[Print the hits of --queries as a run for trec_eval, with this tag]::TAG:' \
        '(--progress)--progress=[How progress is shown on standard error]:HOW:((auto\:"A line on a terminal, else plain" line\:"One line that is drawn over" plain\:"A line every ten seconds" json\:"A JSON object every second" none\:"Nothing"))' \
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
        '(-m --model)--model=[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(-m --model)-m+[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
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

_es-jina_rerank() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(-m --model)--model=[The reranker, such as jina-reranker-v3; '\''offline'\'' needs no network]:MODEL:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" jina-reranker-v3.5\:"reads all passages together, long and structured ones too" jina-reranker-v3\:"reads all passages together" jina-reranker-m0\:"texts and pictures as passages, one at a time" jina-reranker-v2-base-multilingual\:"short texts, one at a time" jina-reranker-v1-turbo-en\:"English texts, one at a time; fast" jina-reranker-v1-tiny-en\:"English texts, one at a time; smallest" jina-reranker-v1-base-en\:"English texts, one at a time; base size" offline\:"no network; compares words"))' \
        '(-m --model)-m+[The reranker, such as jina-reranker-v3; '\''offline'\'' needs no network]:MODEL:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" jina-reranker-v3.5\:"reads all passages together, long and structured ones too" jina-reranker-v3\:"reads all passages together" jina-reranker-m0\:"texts and pictures as passages, one at a time" jina-reranker-v2-base-multilingual\:"short texts, one at a time" jina-reranker-v1-turbo-en\:"English texts, one at a time; fast" jina-reranker-v1-tiny-en\:"English texts, one at a time; smallest" jina-reranker-v1-base-en\:"English texts, one at a time; base size" offline\:"no network; compares words"))' \
        '*--text-field=[Lines are JSON objects, and these fields of them, in this order, are read]:FIELD,…:' \
        '(-k --top)--top=[Print only the best N]:N:' \
        '(-k --top)-k+[Print only the best N]:N:' \
        '(--rerank-timeout)--rerank-timeout=[The longest time for reranking, one retry included; then the order stays as it is]:TIME:' \
        '(--rerank-tokens)--rerank-tokens=[The most tokens read of a document, at most what the model can]:N:' \
        '(--require-rerank)--require-rerank[Fail where the reranker does, instead of keeping the order with a warning]' \
        '(--format)--format=[How results are printed]:FORMAT:((auto\:"A table on a terminal, else tab-separated values" table\:"Aligned columns for people" tsv\:"Tab-separated values, one record a line" json\:"One JSON value" ndjson\:"One JSON object a line"))' \
        '(--json)--json[Print one JSON document; the same as --format json]' \
        '(--ndjson)--ndjson[Print one JSON object a line; the same as --format ndjson]' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '*--url=[Use the Elasticsearch cluster at this URL instead of the embedded engine]:URL:' \
        '(--cloud-id)--cloud-id=[Use the Elastic Cloud deployment of this cloud id]:ID:' \
        '(--username)--username=[The user for basic authentication]:NAME:' \
        '(--ca-file)--ca-file=[Trust the certificate authorities in this PEM file]:FILE:_files' \
        '(--ca-fingerprint)--ca-fingerprint=[Trust the server whose certificate chain holds this SHA-256 fingerprint, as Elasticsearch prints at its first start]:SHA256:' \
        '(--client-cert)--client-cert=[Show this PEM certificate to the server]:FILE:_files' \
        '(--client-key)--client-key=[The private key of the client certificate]:FILE:_files' \
        '(--timeout)--timeout=[The longest time one request may take]:TIME:' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        ':QUERY:' \
        '::FILE:_files' && ret=0
    return ret
}

_es-jina_status() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(-i --index)--index=[Show only this index]:NAME:' \
        '(-i --index)-i+[Show only this index]:NAME:' \
        '(--state)--state=[Keep the journal, the embedding cache and the embedded engine'\''s data in this directory]:DIR:_files -/' \
        '(--merge)--merge[Add up the reports of several machines'\'' shares and say whether they are the whole corpus]' \
        '(--json)--json[Print one JSON document]' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        '*:REPORT:_files' && ret=0
    return ret
}

_es-jina_retry-failed() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '*--dims=[The vector sizes to index, all cut from one embedding]:N,N:' \
        '*-d+[The vector sizes to index, all cut from one embedding]:N,N:' \
        '(--analyzers)--analyzers=[How captions in known languages are cut into terms]:NAME:((standard\:"words as they are written; the same hits on every engine" language\:"stems and no function words, by the server'\''s analyzer for the caption'\''s language, where it has one"))' \
        '(--create-only)--create-only[Leave documents that are in the index as they are, even where their inputs have changed]' \
        '(--pipeline)--pipeline=[Send documents through this ingest pipeline of the cluster]:NAME:' \
        '(--fast-load)--fast-load[Turn refreshes and replicas off for the load and restore them at its end]' \
        '(--max-megapixels)--max-megapixels=[Refuse pictures with more million pixels than this before they are decoded]:N:' \
        '(--chunk-tokens)--chunk-tokens=[Cut texts into parts of at most this many tokens, at the ends of sentences]:N:' \
        '(--chunk-overlap)--chunk-overlap=[How many tokens a part shares with the one before]:N:' \
        '(--late-chunking)--late-chunking[Embed the parts of a text together, so that each knows the others, where the model can]' \
        '(--fetch-images)--fetch-images[Fetch pictures that records name by an http or https URL, never from private addresses]' \
        '(--fetch-private)--fetch-private[With --fetch-images, fetch from loopback and private addresses too, and through a proxy]' \
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
        '(-m --model)--model=[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(-m --model)-m+[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--multi-vector)--multi-vector=[Also keep a vector for each token of a document'\''s words, such as jina-colbert-v2\:64; '\''offline'\'' needs no network]:MODEL\[\:DIMS\]:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" offline\:"no network; compares words"))' \
        '(--multi-vector-storage)--multi-vector-storage=[How token vectors are kept]:NAME:((auto\:"what the index has, else rank_vectors where the licence allows them, else binary" binary\:"signed bytes in a field that the server only stores; the client scores" rank_vectors\:"a field that the server scores by; needs an Enterprise licence"))' \
        '(--multi-vector-tokens)--multi-vector-tokens=[How many tokens of a document have vectors; what lies behind them is not compared]:N:' \
        '(--batch-size)--batch-size=[The largest bulk request]:SIZE:' \
        '(--concurrency)--concurrency=[How many batches of inputs are worked on at once]:N:' \
        '(--max-errors)--max-errors=[Give up when more inputs than this have failed]:N:' \
        '(--deadline)--deadline=[Finish what is under way and stop after this time, such as 45m; the same command goes on later]:TIME:' \
        '(--reconcile)--reconcile=[How many documents are looked up in the index at the end; 0 looks up none]:N:' \
        '(--progress)--progress=[How progress is shown on standard error]:HOW:((auto\:"A line on a terminal, else plain" line\:"One line that is drawn over" plain\:"A line every ten seconds" json\:"A JSON object every second" none\:"Nothing"))' \
        '(-q --quiet)--quiet[Show neither progress nor the report]' \
        '(-q --quiet)-q[Show neither progress nor the report]' \
        '(--json)--json[Print the report as one JSON document]' \
        '(--metrics)--metrics=[Write metrics for Prometheus to this file every five seconds and at the end]:FILE:_files' \
        '(--token-price)--token-price=[What a million billed tokens cost, to show an estimate of the cost]:USD:' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' && ret=0
    return ret
}

_es-jina_plan() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--documents)--documents=[How many documents there are\: pictures where the model reads pictures, else texts; with paths, what they are a sample of]:N:' \
        '(--pictures)--pictures=[How many of them are pictures]:N:' \
        '(--texts)--texts=[How many texts there are, each part of a longer one counted]:N:' \
        '(--tokens-per-document)--tokens-per-document=[Tokens of a text]:N:' \
        '(--document-size)--document-size=[Bytes of a document'\''s JSON without its vectors]:SIZE:' \
        '(--dry-run)--dry-run[Count the documents of the paths that are named; naming paths means it, too]' \
        '*--dims=[The vector sizes to compare, all cut from one embedding]:N,N:' \
        '*-d+[The vector sizes to compare, all cut from one embedding]:N,N:' \
        '*--index-type=[The index types to compare]:TYPE:_sequence -s , compadd - all hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' \
        '(--replicas)--replicas=[How many copies there are of every shard besides the primary]:N:' \
        '(--ram)--ram=[Say what fits into this memory\: what all data nodes together have left beside Java'\''s heaps]:SIZE:' \
        '(--for)--for=[The server, such as 8.19, 9.5 or serverless]:VERSION:' \
        '(--licence)--licence=[The server'\''s licence, with --for]:NAME:(basic gold platinum enterprise trial)' \
        '*--optimize=[What to spend memory, disk and time on, where the options below do not say]:GOAL:_sequence -s , compadd - recall memory speed disk' \
        '*--element-type=[What a component of a vector is stored as]:TYPE:_sequence -s , compadd - float bfloat16 byte bit' \
        '*--similarity=[How vectors are compared]:NAME:_sequence -s , compadd - cosine dot_product l2_norm max_inner_product' \
        '*--m=[Neighbours of a node in the graph, 1 to 512; more find more and need more memory]:N:' \
        '*--ef-construction=[Candidates while a node is added to the graph, 1 to 3200; more build slower and find more]:N:' \
        '*--oversample=[How many times more candidates are compared with whole vectors, 1 to 10, or 0 for none]:X:' \
        '*--on-disk-rescore=[Whether whole vectors are read past the page cache for that; from 9.3, experimental]:BOOL:_sequence -s , compadd - true false' \
        '*--flat-index-threshold=[Documents in a segment below which no graph is built, -1 for the format'\''s own; from 9.4]:N:' \
        '*--cluster-size=[Vectors in a cluster of bbq_disk, 64 to 65536]:N:' \
        '*--visit-percentage=[Percent of the vectors a search of bbq_disk visits, 0 to 100; 0 follows the candidates]:X:' \
        '*--bits=[Bits of a component in bbq_disk\: 1, 2 or 4; from 9.4]:N:' \
        '*--precondition=[Whether bbq_disk rotates vectors first; from 9.4]:BOOL:_sequence -s , compadd - true false' \
        '*--auto-calibrate=[Whether bbq_disk chooses its own visit percentage; from 9.5]:BOOL:_sequence -s , compadd - true false' \
        '*--confidence-interval=[The share of values that int8 and int4 types keep apart, 0.9 to 1, or 0; below 9.4]:X:' \
        '(--token-price)--token-price=[What a million billed tokens cost, to show an estimate of the cost]:USD:' \
        '(--tokens-per-picture)--tokens-per-picture=[What a picture is billed as, in tokens]:N:' \
        '(--jina-tier)--jina-tier=[What Jina'\''s API allows your key]:TIER:((free\:"500 requests and 1 million tokens a minute" 1\:"500 requests and 10 million tokens a minute" 2\:"5,000 requests and 100 million tokens a minute"))' \
        '(--rpm)--rpm=[Requests a minute that the embedder allows]:N:' \
        '(--tpm)--tpm=[Tokens a minute that the embedder allows]:N:' \
        '(--embed-rate)--embed-rate=[Pictures and texts a second that the embedder manages]:N:' \
        '(--index-rate)--index-rate=[Documents a second that the cluster manages]:N:' \
        '(--html)--html=[Write the plan as a page with a plot, too]:FILE:_files' \
        '(--json)--json[Print one JSON document]' \
        '(--progress)--progress=[How progress is shown on standard error]:HOW:((auto\:"A line on a terminal, else plain" line\:"One line that is drawn over" plain\:"A line every ten seconds" json\:"A JSON object every second" none\:"Nothing"))' \
        '(-q --quiet)--quiet[Show neither progress nor the report]' \
        '(-q --quiet)-q[Show neither progress nor the report]' \
        '*--include=[Take only what matches in directories and lists; may be repeated]:GLOB:' \
        '*--exclude=[Leave out what matches, and do not look into such directories; outweighs --include; may be repeated]:GLOB:' \
        '(--hidden)--hidden[Take names that begin with a dot, too]' \
        '(--follow --no-follow)--follow[Follow symbolic links in directories]' \
        '(--follow --no-follow)--no-follow[The opposite of --follow]' \
        '*--files-from=[Take the files that FILE lists, one a line; '\''-'\'' is standard input; may be repeated]:FILE:_files' \
        '(-0 --null)--null[Paths in --files-from end with NUL, as '\''find -print0'\'' writes them]' \
        '(-0 --null)-0[Paths in --files-from end with NUL, as '\''find -print0'\'' writes them]' \
        '(--max-megapixels)--max-megapixels=[Refuse pictures with more million pixels than this before they are decoded]:N:' \
        '(--id-field)--id-field=[The field of a record that holds its id]:FIELD:' \
        '*--text-field=[The field that holds the text to embed; given several times, the texts are joined line by line]:FIELD:' \
        '(--image-field)--image-field=[The field that holds a picture\: a path relative to the records'\'' file, a data URI, or a URL]:FIELD:' \
        '(--title-field)--title-field=[The field that holds the title]:FIELD:' \
        '(--caption-field)--caption-field=[The field that holds a caption\: a string, or an object of captions by language]:FIELD:' \
        '(--tag-field)--tag-field=[The field that holds the tags]:FIELD:' \
        '(--date-field)--date-field=[The field that becomes the attribute '\''date'\''\: ISO 8601, or milliseconds since 1970]:FIELD:' \
        '(--version-field)--version-field=[The field that holds the record'\''s version, a whole number; an older one never replaces a newer one]:FIELD:' \
        '(--routing-field)--routing-field=[The field whose value chooses the shard]:FIELD:' \
        '*--attributes=[Which other fields are indexed under their own names\: all, none, or those listed]:FIELD,FIELD:' \
        '(--vector-field)--vector-field=[The field that holds a vector made elsewhere\: an array of numbers, or base64 of float32]:FIELD:' \
        '(--vector-encoding)--vector-encoding=[How base64 in --vector-field is to be read]:ENCODING:((base64\:"little-endian float32, as NumPy and Jina write it" base64-be\:"big-endian float32, as Elasticsearch reads it"))' \
        '(--vectors)--vectors=[Vectors made elsewhere, .npy or .f32\: row i belongs to record i of the one file that is named]:FILE:_files' \
        '(--vector-dims)--vector-dims=[How many numbers a row of --vectors has; needed for .f32]:N:' \
        '(--input-format)--input-format=[What the records on standard input are]:FORMAT:((jsonl\:"a JSON object a line" csv\:"rows of cells with commas, the first naming the columns" tsv\:"the same with tabs"))' \
        '(--delimiter)--delimiter=[What stands between the cells of a table\: one character, or '\''tab'\'']:CHAR:' \
        '(--quotes --no-quotes)--quotes[Read double quotes around the cells of a table as RFC 4180 does, not as characters]' \
        '(--quotes --no-quotes)--no-quotes[The opposite of --quotes]' \
        '*--type=[What the cells of a column are, such as price=double; may be repeated]:COLUMN=TYPE:' \
        '(--list-separator)--list-separator=[What separates the values in one cell of a list type]:CHAR:' \
        '(--chunk-tokens)--chunk-tokens=[Cut texts into parts of at most this many tokens, at the ends of sentences]:N:' \
        '(--chunk-overlap)--chunk-overlap=[How many tokens a part shares with the one before]:N:' \
        '(--late-chunking)--late-chunking[Embed the parts of a text together, so that each knows the others, where the model can]' \
        '(--fetch-images)--fetch-images[Fetch pictures that records name by an http or https URL, never from private addresses]' \
        '(--fetch-private)--fetch-private[With --fetch-images, fetch from loopback and private addresses too, and through a proxy]' \
        '(--batch-size)--batch-size=[The largest bulk request]:SIZE:' \
        '(--concurrency)--concurrency=[How many batches of inputs are worked on at once]:N:' \
        '(--max-errors)--max-errors=[Give up when more inputs than this have failed]:N:' \
        '(--partition)--partition=[Ingest the I-th of N shares; each of N machines takes its own, and '\''status --merge'\'' adds their reports up]:I/N:' \
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
        '(-m --model)--model=[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(-m --model)-m+[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--multi-vector)--multi-vector=[Also keep a vector for each token of a document'\''s words, such as jina-colbert-v2\:64; '\''offline'\'' needs no network]:MODEL\[\:DIMS\]:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" offline\:"no network; compares words"))' \
        '(--multi-vector-storage)--multi-vector-storage=[How token vectors are kept]:NAME:((auto\:"what the index has, else rank_vectors where the licence allows them, else binary" binary\:"signed bytes in a field that the server only stores; the client scores" rank_vectors\:"a field that the server scores by; needs an Enterprise licence"))' \
        '(--multi-vector-tokens)--multi-vector-tokens=[How many tokens of a document have vectors; what lies behind them is not compared]:N:' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        '*:PATH:_files' && ret=0
    return ret
}

_es-jina_mapping() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '*--dims=[The vector sizes to index, all cut from one embedding]:N,N:' \
        '*-d+[The vector sizes to index, all cut from one embedding]:N,N:' \
        '(--for)--for=[The server it is for, such as 8.19, 9.5 or serverless]:VERSION:' \
        '(--licence)--licence=[The licence of that server]:TIER:(basic platinum enterprise trial)' \
        '(--analyzers)--analyzers=[How captions in known languages are cut into terms]:NAME:((standard\:"words as they are written; the same hits on every engine" language\:"stems and no function words, by the server'\''s analyzer for the caption'\''s language, where it has one"))' \
        '*--languages=[The languages whose captions have fields from the beginning, such as en,fr; others get theirs when they come]:TAG,TAG:' \
        '(--template)--template=[Print a template instead of the body that creates one index]:KIND:((index\:"a body for PUT _index_template/NAME" component\:"a body for PUT _component_template/NAME"))' \
        '*--index-pattern=[The names of indices that an index template is for]:PATTERN:' \
        '(--explain)--explain[Print what was chosen for each vector field, why, and what it costs, instead of the mapping]' \
        '(--json)--json[With --explain, --check and --apply, print one JSON document]' \
        '(--check)--check[Compare with the index that --index names, and say what differs and what can be done about it]' \
        '(--apply)--apply[Compare likewise, then add and change what can be without a new index, and print the way for the rest]' \
        '*--optimize=[What to spend memory, disk and time on, where the options below do not say]:GOAL:_sequence -s , compadd - recall memory speed disk' \
        '*--element-type=[What a component of a vector is stored as]:TYPE:_sequence -s , compadd - float bfloat16 byte bit' \
        '*--index-type=[How vectors are indexed]:TYPE:_sequence -s , compadd - hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' \
        '*--similarity=[How vectors are compared]:NAME:_sequence -s , compadd - cosine dot_product l2_norm max_inner_product' \
        '*--m=[Neighbours of a node in the graph, 1 to 512; more find more and need more memory]:N:' \
        '*--ef-construction=[Candidates while a node is added to the graph, 1 to 3200; more build slower and find more]:N:' \
        '*--oversample=[How many times more candidates are compared with whole vectors, 1 to 10, or 0 for none]:X:' \
        '*--on-disk-rescore=[Whether whole vectors are read past the page cache for that; from 9.3, experimental]:BOOL:_sequence -s , compadd - true false' \
        '*--flat-index-threshold=[Documents in a segment below which no graph is built, -1 for the format'\''s own; from 9.4]:N:' \
        '*--cluster-size=[Vectors in a cluster of bbq_disk, 64 to 65536]:N:' \
        '*--visit-percentage=[Percent of the vectors a search of bbq_disk visits, 0 to 100; 0 follows the candidates]:X:' \
        '*--bits=[Bits of a component in bbq_disk\: 1, 2 or 4; from 9.4]:N:' \
        '*--precondition=[Whether bbq_disk rotates vectors first; from 9.4]:BOOL:_sequence -s , compadd - true false' \
        '*--auto-calibrate=[Whether bbq_disk chooses its own visit percentage; from 9.5]:BOOL:_sequence -s , compadd - true false' \
        '*--confidence-interval=[The share of values that int8 and int4 types keep apart, 0.9 to 1, or 0; below 9.4]:X:' \
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
        '(-m --model)--model=[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(-m --model)-m+[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--multi-vector)--multi-vector=[Also keep a vector for each token of a document'\''s words, such as jina-colbert-v2\:64; '\''offline'\'' needs no network]:MODEL\[\:DIMS\]:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" offline\:"no network; compares words"))' \
        '(--multi-vector-storage)--multi-vector-storage=[How token vectors are kept]:NAME:((auto\:"what the index has, else rank_vectors where the licence allows them, else binary" binary\:"signed bytes in a field that the server only stores; the client scores" rank_vectors\:"a field that the server scores by; needs an Enterprise licence"))' \
        '(--multi-vector-tokens)--multi-vector-tokens=[How many tokens of a document have vectors; what lies behind them is not compared]:N:' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' && ret=0
    return ret
}

_es-jina_models() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--kind)--kind=[Only models for this use]:KIND:((embedding\:"one vector an input" multi-vector\:"a vector a token" reranker\:"orders passages for a query" reader\:"turns web pages into clean text" vlm\:"answers about pictures"))' \
        '*--modality=[Only models that read all of these]:NAME,…:_sequence -s , compadd - text image pdf audio video code' \
        '(--task)--task=[Only models whose requests can name this task, such as retrieval.query, or the part before the point]:TASK:(retrieval.query retrieval.passage text-matching clustering classification code.query code.passage separation nl2code.query nl2code.passage qa.query qa.passage code2code.query code2code.passage code2nl.query code2nl.passage code2completion.query code2completion.passage)' \
        '(--commercial)--commercial[Only models whose weights may be used commercially under their licence]' \
        '(--format)--format=[How results are printed]:FORMAT:((auto\:"A table on a terminal, else tab-separated values" table\:"Aligned columns for people" tsv\:"Tab-separated values, one record a line" json\:"One JSON value" ndjson\:"One JSON object a line"))' \
        '(--json)--json[Print one JSON document; the same as --format json]' \
        '(--ndjson)--ndjson[Print one JSON object a line; the same as --format ndjson]' \
        '(--config)--config=[Read options from this JSON file]:FILE:_files' \
        '(--context)--context=[Use this named context of the configuration file]:NAME:' \
        '(- *)'{-h,--help}'[Show help]' \
        '(- *)'{-V,--version}'[Show the version]' \
        '*:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" jina-reranker-v3.5\:"reads all passages together, long and structured ones too" jina-reranker-v3\:"reads all passages together" jina-reranker-m0\:"texts and pictures as passages, one at a time" jina-reranker-v2-base-multilingual\:"short texts, one at a time" jina-reranker-v1-turbo-en\:"English texts, one at a time; fast" jina-reranker-v1-tiny-en\:"English texts, one at a time; smallest" jina-reranker-v1-base-en\:"English texts, one at a time; base size" ReaderLM-v2\:"HTML to Markdown or JSON" jina-vlm\:"answers about pictures, captions"))' && ret=0
    return ret
}

_es-jina_doctor() {
    local curcontext="$curcontext" state line ret=1
    typeset -A opt_args
    _arguments -s -S -C \
        '(--offline)--offline[Ask no server\: look at this machine and the embedded engine alone]' \
        '*--only=[Look at these alone, by the names of checks or of their groups]:NAME:' \
        '(--check-timeout)--check-timeout=[The longest time one check may take]:TIME:' \
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
        '(-m --model)--model=[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(-m --model)-m+[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--rerank)--rerank=[Reorder the best hits with this model, such as jina-reranker-v3; '\''offline'\'' needs no network]:MODEL:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" jina-reranker-v3.5\:"reads all passages together, long and structured ones too" jina-reranker-v3\:"reads all passages together" jina-reranker-m0\:"texts and pictures as passages, one at a time" jina-reranker-v2-base-multilingual\:"short texts, one at a time" jina-reranker-v1-turbo-en\:"English texts, one at a time; fast" jina-reranker-v1-tiny-en\:"English texts, one at a time; smallest" jina-reranker-v1-base-en\:"English texts, one at a time; base size" offline\:"no network; compares words" late-interaction\:"compares the token vectors of the index" none\:"turns off what the environment or the configuration asks for"))' \
        '(--rerank-timeout)--rerank-timeout=[The longest time for reranking, one retry included; then the order stays as it is]:TIME:' \
        '(--rerank-tokens)--rerank-tokens=[The most tokens read of a document, at most what the model can]:N:' \
        '(--format)--format=[How results are printed]:FORMAT:((auto\:"A table on a terminal, else tab-separated values" table\:"Aligned columns for people" tsv\:"Tab-separated values, one record a line" json\:"One JSON value" ndjson\:"One JSON object a line"))' \
        '(--json)--json[Print one JSON document; the same as --format json]' \
        '(--ndjson)--ndjson[Print one JSON object a line; the same as --format ndjson]' \
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
        '(-m --model)--model=[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(-m --model)-m+[The embedding model]:MODEL:((jina-clip-v2\:"texts and pictures in one space" jina-clip-v1\:"English texts and pictures in one space" jina-embeddings-v5-omni-small\:"texts, pictures, sound and video in one space" jina-embeddings-v5-omni-nano\:"texts, pictures, sound and video in one space" jina-embeddings-v5-text-small\:"multilingual texts, long ones too" jina-embeddings-v5-text-nano\:"multilingual texts, small and fast" jina-embeddings-v4\:"multilingual texts, large pictures and scanned pages" jina-embeddings-v3\:"multilingual texts, with late chunking" jina-embeddings-v2-base-en\:"texts in English" jina-embeddings-v2-base-zh\:"texts in English and Chinese" jina-embeddings-v2-base-de\:"texts in English and German" jina-embeddings-v2-base-es\:"texts in English and Spanish" jina-embeddings-v2-base-code\:"code and English texts about it" jina-code-embeddings-1.5b\:"code, found by words or by other code" jina-code-embeddings-0.5b\:"code, found by words or by other code" es-jina-hashing-v1\:"no network; a stand-in without semantics"))' \
        '(--model-dims)--model-dims=[The full vector size of a model that is not one of Jina'\''s, served by a compatible server]:N:' \
        '(--jina-url)--jina-url=[The server that speaks Jina'\''s API]:URL:' \
        '(--jina-dialect)--jina-dialect=[How that server'\''s API differs from the hosted one]:NAME:(auto hosted on-prem infinity)' \
        '(--multi-vector)--multi-vector=[Also keep a vector for each token of a document'\''s words, such as jina-colbert-v2\:64; '\''offline'\'' needs no network]:MODEL\[\:DIMS\]:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" offline\:"no network; compares words"))' \
        '(--multi-vector-storage)--multi-vector-storage=[How token vectors are kept]:NAME:((auto\:"what the index has, else rank_vectors where the licence allows them, else binary" binary\:"signed bytes in a field that the server only stores; the client scores" rank_vectors\:"a field that the server scores by; needs an Enterprise licence"))' \
        '(--multi-vector-tokens)--multi-vector-tokens=[How many tokens of a document have vectors; what lies behind them is not compared]:N:' \
        '*--dims=[The vector sizes to index, all cut from one embedding]:N,N:' \
        '*-d+[The vector sizes to index, all cut from one embedding]:N,N:' \
        '(--analyzers)--analyzers=[How captions in known languages are cut into terms]:NAME:((standard\:"words as they are written; the same hits on every engine" language\:"stems and no function words, by the server'\''s analyzer for the caption'\''s language, where it has one"))' \
        '(--create-only)--create-only[Leave documents that are in the index as they are, even where their inputs have changed]' \
        '(--pipeline)--pipeline=[Send documents through this ingest pipeline of the cluster]:NAME:' \
        '(--fast-load)--fast-load[Turn refreshes and replicas off for the load and restore them at its end]' \
        '*--optimize=[What to spend memory, disk and time on, where the options below do not say]:GOAL:_sequence -s , compadd - recall memory speed disk' \
        '*--element-type=[What a component of a vector is stored as]:TYPE:_sequence -s , compadd - float bfloat16 byte bit' \
        '*--index-type=[How vectors are indexed]:TYPE:_sequence -s , compadd - hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' \
        '*--similarity=[How vectors are compared]:NAME:_sequence -s , compadd - cosine dot_product l2_norm max_inner_product' \
        '*--m=[Neighbours of a node in the graph, 1 to 512; more find more and need more memory]:N:' \
        '*--ef-construction=[Candidates while a node is added to the graph, 1 to 3200; more build slower and find more]:N:' \
        '*--oversample=[How many times more candidates are compared with whole vectors, 1 to 10, or 0 for none]:X:' \
        '*--on-disk-rescore=[Whether whole vectors are read past the page cache for that; from 9.3, experimental]:BOOL:_sequence -s , compadd - true false' \
        '*--flat-index-threshold=[Documents in a segment below which no graph is built, -1 for the format'\''s own; from 9.4]:N:' \
        '*--cluster-size=[Vectors in a cluster of bbq_disk, 64 to 65536]:N:' \
        '*--visit-percentage=[Percent of the vectors a search of bbq_disk visits, 0 to 100; 0 follows the candidates]:X:' \
        '*--bits=[Bits of a component in bbq_disk\: 1, 2 or 4; from 9.4]:N:' \
        '*--precondition=[Whether bbq_disk rotates vectors first; from 9.4]:BOOL:_sequence -s , compadd - true false' \
        '*--auto-calibrate=[Whether bbq_disk chooses its own visit percentage; from 9.5]:BOOL:_sequence -s , compadd - true false' \
        '*--confidence-interval=[The share of values that int8 and int4 types keep apart, 0.9 to 1, or 0; below 9.4]:X:' \
        '*--include=[Take only what matches in directories and lists; may be repeated]:GLOB:' \
        '*--exclude=[Leave out what matches, and do not look into such directories; outweighs --include; may be repeated]:GLOB:' \
        '(--hidden)--hidden[Take names that begin with a dot, too]' \
        '(--follow --no-follow)--follow[Follow symbolic links in directories]' \
        '(--follow --no-follow)--no-follow[The opposite of --follow]' \
        '*--files-from=[Take the files that FILE lists, one a line; '\''-'\'' is standard input; may be repeated]:FILE:_files' \
        '(-0 --null)--null[Paths in --files-from end with NUL, as '\''find -print0'\'' writes them]' \
        '(-0 --null)-0[Paths in --files-from end with NUL, as '\''find -print0'\'' writes them]' \
        '(--max-megapixels)--max-megapixels=[Refuse pictures with more million pixels than this before they are decoded]:N:' \
        '(--id-field)--id-field=[The field of a record that holds its id]:FIELD:' \
        '*--text-field=[The field that holds the text to embed; given several times, the texts are joined line by line]:FIELD:' \
        '(--image-field)--image-field=[The field that holds a picture\: a path relative to the records'\'' file, a data URI, or a URL]:FIELD:' \
        '(--title-field)--title-field=[The field that holds the title]:FIELD:' \
        '(--caption-field)--caption-field=[The field that holds a caption\: a string, or an object of captions by language]:FIELD:' \
        '(--tag-field)--tag-field=[The field that holds the tags]:FIELD:' \
        '(--date-field)--date-field=[The field that becomes the attribute '\''date'\''\: ISO 8601, or milliseconds since 1970]:FIELD:' \
        '(--version-field)--version-field=[The field that holds the record'\''s version, a whole number; an older one never replaces a newer one]:FIELD:' \
        '(--routing-field)--routing-field=[The field whose value chooses the shard]:FIELD:' \
        '*--attributes=[Which other fields are indexed under their own names\: all, none, or those listed]:FIELD,FIELD:' \
        '(--vector-field)--vector-field=[The field that holds a vector made elsewhere\: an array of numbers, or base64 of float32]:FIELD:' \
        '(--vector-encoding)--vector-encoding=[How base64 in --vector-field is to be read]:ENCODING:((base64\:"little-endian float32, as NumPy and Jina write it" base64-be\:"big-endian float32, as Elasticsearch reads it"))' \
        '(--vectors)--vectors=[Vectors made elsewhere, .npy or .f32\: row i belongs to record i of the one file that is named]:FILE:_files' \
        '(--vector-dims)--vector-dims=[How many numbers a row of --vectors has; needed for .f32]:N:' \
        '(--input-format)--input-format=[What the records on standard input are]:FORMAT:((jsonl\:"a JSON object a line" csv\:"rows of cells with commas, the first naming the columns" tsv\:"the same with tabs"))' \
        '(--delimiter)--delimiter=[What stands between the cells of a table\: one character, or '\''tab'\'']:CHAR:' \
        '(--quotes --no-quotes)--quotes[Read double quotes around the cells of a table as RFC 4180 does, not as characters]' \
        '(--quotes --no-quotes)--no-quotes[The opposite of --quotes]' \
        '*--type=[What the cells of a column are, such as price=double; may be repeated]:COLUMN=TYPE:' \
        '(--list-separator)--list-separator=[What separates the values in one cell of a list type]:CHAR:' \
        '(--chunk-tokens)--chunk-tokens=[Cut texts into parts of at most this many tokens, at the ends of sentences]:N:' \
        '(--chunk-overlap)--chunk-overlap=[How many tokens a part shares with the one before]:N:' \
        '(--late-chunking)--late-chunking[Embed the parts of a text together, so that each knows the others, where the model can]' \
        '(--fetch-images)--fetch-images[Fetch pictures that records name by an http or https URL, never from private addresses]' \
        '(--fetch-private)--fetch-private[With --fetch-images, fetch from loopback and private addresses too, and through a proxy]' \
        '(--batch-size)--batch-size=[The largest bulk request]:SIZE:' \
        '(--concurrency)--concurrency=[How many batches of inputs are worked on at once]:N:' \
        '(--max-errors)--max-errors=[Give up when more inputs than this have failed]:N:' \
        '(--deadline)--deadline=[Finish what is under way and stop after this time, such as 45m; the same command goes on later]:TIME:' \
        '(--reconcile)--reconcile=[How many documents are looked up in the index at the end; 0 looks up none]:N:' \
        '(--progress)--progress=[How progress is shown on standard error]:HOW:((auto\:"A line on a terminal, else plain" line\:"One line that is drawn over" plain\:"A line every ten seconds" json\:"A JSON object every second" none\:"Nothing"))' \
        '(--metrics)--metrics=[Write metrics for Prometheus to this file every five seconds and at the end]:FILE:_files' \
        '(--token-price)--token-price=[What a million billed tokens cost, to show an estimate of the cost]:USD:' \
        '(--mode)--mode=[How documents are found]:NAME:((auto\:"hybrid where there are words, else knn" hybrid\:"by words and by vectors, fused by rank" knn\:"by vectors alone" bm25\:"by words alone"))' \
        '(--in)--in=[Which documents are searched]:NAME:(all images texts)' \
        '(-k --size)--size=[How many hits to print]:N:' \
        '(-k --size)-k+[How many hits to print]:N:' \
        '(--fusion)--fusion=[How hits of several legs are ordered]:NAME:((rrf\:"by their ranks in each leg" sum\:"by the sum of their scores" minmax\:"by the sum of their scores, each leg'\''s brought to 0…1" l2_norm\:"by the sum of their scores, each leg'\''s divided by their norm"))' \
        '(--fuse-at)--fuse-at=[Who orders them]:NAME:((auto\:"the server where its licence has it" server\:"the server, or an error" client\:"es-jina"))' \
        '*--weight=[How much a leg counts, such as bm25=2 or knn_image=0.5; the others count 1]:LEG=N:' \
        '(--window)--window=[How many hits each leg brings]:N:' \
        '*--leg-window=[How many hits one leg brings, such as knn_image=200]:LEG=N:' \
        '(--rank-constant)--rank-constant=[How little the first ranks stand out in --fusion rrf]:N:' \
        '(--num-candidates)--num-candidates=[How many nearest neighbours each shard considers]:N:' \
        '(--diversify)--diversify=[Choose hits that differ\: 1 looks at relevance alone, 0 at difference alone]:LAMBDA:' \
        '(--min-relevance)--min-relevance=[Leave out hits that are more likely than 1 - P to be near by chance]:P:' \
        '(--preview)--preview=-[Draw the pictures that were found, where the terminal takes any]::HOW:((auto\:"What the terminal takes; nothing where it takes no pictures" kitty\:"The graphics protocol of kitty, Ghostty and Konsole" iterm2\:"The inline images of iTerm2, WezTerm and mintty" sixel\:"Sixel, as foot, xterm, mlterm and Windows Terminal take it" none\:"No pictures"))' \
        '(--search-dims)--search-dims=[The size of the vectors to search; for a search itself it is given as --dims]:N:' \
        '(--rerank)--rerank=[Reorder the best hits with this model, such as jina-reranker-v3; '\''offline'\'' needs no network]:MODEL:((jina-colbert-v2\:"multilingual texts, a vector a token" jina-colbert-v1-en\:"English texts, a vector a token" jina-reranker-v3.5\:"reads all passages together, long and structured ones too" jina-reranker-v3\:"reads all passages together" jina-reranker-m0\:"texts and pictures as passages, one at a time" jina-reranker-v2-base-multilingual\:"short texts, one at a time" jina-reranker-v1-turbo-en\:"English texts, one at a time; fast" jina-reranker-v1-tiny-en\:"English texts, one at a time; smallest" jina-reranker-v1-base-en\:"English texts, one at a time; base size" offline\:"no network; compares words" late-interaction\:"compares the token vectors of the index" none\:"turns off what the environment or the configuration asks for"))' \
        '(--rerank-window)--rerank-window=[How many hits the reranker reads]:N:' \
        '(--rerank-timeout)--rerank-timeout=[The longest time for reranking, one retry included; then the order stays as it is]:TIME:' \
        '*--rerank-fields=[The fields of a document the reranker reads, in this order]:FIELD,…:' \
        '(--rerank-tokens)--rerank-tokens=[The most tokens read of a document, at most what the model can]:N:' \
        '(--require-rerank)--require-rerank[Fail where the reranker does, instead of keeping the order with a warning]' \
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
