# Completion of es-jina for Bash.
_es_jina() {
    local cur="${COMP_WORDS[COMP_CWORD]}" path='es-jina' option='' plain='' word i
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
            'es-jina ingest') path='es-jina ingest' ;;
            'es-jina search') path='es-jina search' ;;
            'es-jina rerank') path='es-jina rerank' ;;
            'es-jina status') path='es-jina status' ;;
            'es-jina retry-failed') path='es-jina retry-failed' ;;
            'es-jina plan') path='es-jina plan' ;;
            'es-jina mapping') path='es-jina mapping' ;;
            'es-jina models') path='es-jina models' ;;
            'es-jina doctor') path='es-jina doctor' ;;
            'es-jina config') path='es-jina config' ;;
            'es-jina completion') path='es-jina completion' ;;
            'es-jina --config' | 'es-jina --context') option="$word" ;;
            'es-jina ingest -d' | 'es-jina ingest --dims' | 'es-jina ingest --analyzers' | 'es-jina ingest --pipeline' | 'es-jina ingest --optimize' | 'es-jina ingest --element-type' | 'es-jina ingest --index-type' | 'es-jina ingest --similarity' | 'es-jina ingest --m' | 'es-jina ingest --ef-construction' | 'es-jina ingest --oversample' | 'es-jina ingest --on-disk-rescore' | 'es-jina ingest --flat-index-threshold' | 'es-jina ingest --cluster-size' | 'es-jina ingest --visit-percentage' | 'es-jina ingest --bits' | 'es-jina ingest --precondition' | 'es-jina ingest --auto-calibrate' | 'es-jina ingest --confidence-interval' | 'es-jina ingest --include' | 'es-jina ingest --exclude' | 'es-jina ingest --files-from' | 'es-jina ingest --max-megapixels' | 'es-jina ingest --id-field' | 'es-jina ingest --text-field' | 'es-jina ingest --image-field' | 'es-jina ingest --title-field' | 'es-jina ingest --caption-field' | 'es-jina ingest --tag-field' | 'es-jina ingest --date-field' | 'es-jina ingest --version-field' | 'es-jina ingest --routing-field' | 'es-jina ingest --attributes' | 'es-jina ingest --vector-field' | 'es-jina ingest --vector-encoding' | 'es-jina ingest --vectors' | 'es-jina ingest --vector-dims' | 'es-jina ingest --input-format' | 'es-jina ingest --delimiter' | 'es-jina ingest --type' | 'es-jina ingest --list-separator' | 'es-jina ingest --chunk-tokens' | 'es-jina ingest --chunk-overlap' | 'es-jina ingest -i' | 'es-jina ingest --index' | 'es-jina ingest --url' | 'es-jina ingest --cloud-id' | 'es-jina ingest --username' | 'es-jina ingest --ca-file' | 'es-jina ingest --ca-fingerprint' | 'es-jina ingest --client-cert' | 'es-jina ingest --client-key' | 'es-jina ingest --timeout' | 'es-jina ingest --state' | 'es-jina ingest --embedder' | 'es-jina ingest -m' | 'es-jina ingest --model' | 'es-jina ingest --model-dims' | 'es-jina ingest --jina-url' | 'es-jina ingest --jina-dialect' | 'es-jina ingest --multi-vector' | 'es-jina ingest --multi-vector-storage' | 'es-jina ingest --multi-vector-tokens' | 'es-jina ingest --batch-size' | 'es-jina ingest --concurrency' | 'es-jina ingest --max-errors' | 'es-jina ingest --deadline' | 'es-jina ingest --reconcile' | 'es-jina ingest --partition' | 'es-jina ingest --replay' | 'es-jina ingest --progress' | 'es-jina ingest --metrics' | 'es-jina ingest --token-price' | 'es-jina ingest --config' | 'es-jina ingest --context') option="$word" ;;
            'es-jina search --image' | 'es-jina search --like' | 'es-jina search --mode' | 'es-jina search --in' | 'es-jina search -k' | 'es-jina search --size' | 'es-jina search --from' | 'es-jina search --page' | 'es-jina search -f' | 'es-jina search --filter' | 'es-jina search -d' | 'es-jina search --dims' | 'es-jina search --fusion' | 'es-jina search --fuse-at' | 'es-jina search --weight' | 'es-jina search --window' | 'es-jina search --leg-window' | 'es-jina search --rank-constant' | 'es-jina search --num-candidates' | 'es-jina search --diversify' | 'es-jina search --min-relevance' | 'es-jina search --rerank' | 'es-jina search --rerank-window' | 'es-jina search --rerank-timeout' | 'es-jina search --rerank-fields' | 'es-jina search --rerank-tokens' | 'es-jina search --format' | 'es-jina search --html' | 'es-jina search --queries' | 'es-jina search --concurrency' | 'es-jina search --progress' | 'es-jina search -i' | 'es-jina search --index' | 'es-jina search --url' | 'es-jina search --cloud-id' | 'es-jina search --username' | 'es-jina search --ca-file' | 'es-jina search --ca-fingerprint' | 'es-jina search --client-cert' | 'es-jina search --client-key' | 'es-jina search --timeout' | 'es-jina search --state' | 'es-jina search --embedder' | 'es-jina search -m' | 'es-jina search --model' | 'es-jina search --model-dims' | 'es-jina search --jina-url' | 'es-jina search --jina-dialect' | 'es-jina search --config' | 'es-jina search --context') option="$word" ;;
            'es-jina rerank -m' | 'es-jina rerank --model' | 'es-jina rerank --text-field' | 'es-jina rerank -k' | 'es-jina rerank --top' | 'es-jina rerank --rerank-timeout' | 'es-jina rerank --rerank-tokens' | 'es-jina rerank --format' | 'es-jina rerank --jina-url' | 'es-jina rerank --jina-dialect' | 'es-jina rerank --url' | 'es-jina rerank --cloud-id' | 'es-jina rerank --username' | 'es-jina rerank --ca-file' | 'es-jina rerank --ca-fingerprint' | 'es-jina rerank --client-cert' | 'es-jina rerank --client-key' | 'es-jina rerank --timeout' | 'es-jina rerank --config' | 'es-jina rerank --context') option="$word" ;;
            'es-jina status -i' | 'es-jina status --index' | 'es-jina status --state' | 'es-jina status --config' | 'es-jina status --context') option="$word" ;;
            'es-jina retry-failed -d' | 'es-jina retry-failed --dims' | 'es-jina retry-failed --analyzers' | 'es-jina retry-failed --pipeline' | 'es-jina retry-failed --max-megapixels' | 'es-jina retry-failed --chunk-tokens' | 'es-jina retry-failed --chunk-overlap' | 'es-jina retry-failed -i' | 'es-jina retry-failed --index' | 'es-jina retry-failed --url' | 'es-jina retry-failed --cloud-id' | 'es-jina retry-failed --username' | 'es-jina retry-failed --ca-file' | 'es-jina retry-failed --ca-fingerprint' | 'es-jina retry-failed --client-cert' | 'es-jina retry-failed --client-key' | 'es-jina retry-failed --timeout' | 'es-jina retry-failed --state' | 'es-jina retry-failed --embedder' | 'es-jina retry-failed -m' | 'es-jina retry-failed --model' | 'es-jina retry-failed --model-dims' | 'es-jina retry-failed --jina-url' | 'es-jina retry-failed --jina-dialect' | 'es-jina retry-failed --multi-vector' | 'es-jina retry-failed --multi-vector-storage' | 'es-jina retry-failed --multi-vector-tokens' | 'es-jina retry-failed --batch-size' | 'es-jina retry-failed --concurrency' | 'es-jina retry-failed --max-errors' | 'es-jina retry-failed --deadline' | 'es-jina retry-failed --reconcile' | 'es-jina retry-failed --progress' | 'es-jina retry-failed --metrics' | 'es-jina retry-failed --token-price' | 'es-jina retry-failed --config' | 'es-jina retry-failed --context') option="$word" ;;
            'es-jina plan --documents' | 'es-jina plan --pictures' | 'es-jina plan --texts' | 'es-jina plan --tokens-per-document' | 'es-jina plan --document-size' | 'es-jina plan -d' | 'es-jina plan --dims' | 'es-jina plan --index-type' | 'es-jina plan --replicas' | 'es-jina plan --ram' | 'es-jina plan --for' | 'es-jina plan --licence' | 'es-jina plan --optimize' | 'es-jina plan --element-type' | 'es-jina plan --similarity' | 'es-jina plan --m' | 'es-jina plan --ef-construction' | 'es-jina plan --oversample' | 'es-jina plan --on-disk-rescore' | 'es-jina plan --flat-index-threshold' | 'es-jina plan --cluster-size' | 'es-jina plan --visit-percentage' | 'es-jina plan --bits' | 'es-jina plan --precondition' | 'es-jina plan --auto-calibrate' | 'es-jina plan --confidence-interval' | 'es-jina plan --token-price' | 'es-jina plan --tokens-per-picture' | 'es-jina plan --jina-tier' | 'es-jina plan --rpm' | 'es-jina plan --tpm' | 'es-jina plan --embed-rate' | 'es-jina plan --index-rate' | 'es-jina plan --html' | 'es-jina plan --progress' | 'es-jina plan --include' | 'es-jina plan --exclude' | 'es-jina plan --files-from' | 'es-jina plan --max-megapixels' | 'es-jina plan --id-field' | 'es-jina plan --text-field' | 'es-jina plan --image-field' | 'es-jina plan --title-field' | 'es-jina plan --caption-field' | 'es-jina plan --tag-field' | 'es-jina plan --date-field' | 'es-jina plan --version-field' | 'es-jina plan --routing-field' | 'es-jina plan --attributes' | 'es-jina plan --vector-field' | 'es-jina plan --vector-encoding' | 'es-jina plan --vectors' | 'es-jina plan --vector-dims' | 'es-jina plan --input-format' | 'es-jina plan --delimiter' | 'es-jina plan --type' | 'es-jina plan --list-separator' | 'es-jina plan --chunk-tokens' | 'es-jina plan --chunk-overlap' | 'es-jina plan --batch-size' | 'es-jina plan --concurrency' | 'es-jina plan --max-errors' | 'es-jina plan --partition' | 'es-jina plan -i' | 'es-jina plan --index' | 'es-jina plan --url' | 'es-jina plan --cloud-id' | 'es-jina plan --username' | 'es-jina plan --ca-file' | 'es-jina plan --ca-fingerprint' | 'es-jina plan --client-cert' | 'es-jina plan --client-key' | 'es-jina plan --timeout' | 'es-jina plan --state' | 'es-jina plan --embedder' | 'es-jina plan -m' | 'es-jina plan --model' | 'es-jina plan --model-dims' | 'es-jina plan --jina-url' | 'es-jina plan --jina-dialect' | 'es-jina plan --multi-vector' | 'es-jina plan --multi-vector-storage' | 'es-jina plan --multi-vector-tokens' | 'es-jina plan --config' | 'es-jina plan --context') option="$word" ;;
            'es-jina mapping -d' | 'es-jina mapping --dims' | 'es-jina mapping --for' | 'es-jina mapping --licence' | 'es-jina mapping --analyzers' | 'es-jina mapping --languages' | 'es-jina mapping --template' | 'es-jina mapping --index-pattern' | 'es-jina mapping --optimize' | 'es-jina mapping --element-type' | 'es-jina mapping --index-type' | 'es-jina mapping --similarity' | 'es-jina mapping --m' | 'es-jina mapping --ef-construction' | 'es-jina mapping --oversample' | 'es-jina mapping --on-disk-rescore' | 'es-jina mapping --flat-index-threshold' | 'es-jina mapping --cluster-size' | 'es-jina mapping --visit-percentage' | 'es-jina mapping --bits' | 'es-jina mapping --precondition' | 'es-jina mapping --auto-calibrate' | 'es-jina mapping --confidence-interval' | 'es-jina mapping -i' | 'es-jina mapping --index' | 'es-jina mapping --url' | 'es-jina mapping --cloud-id' | 'es-jina mapping --username' | 'es-jina mapping --ca-file' | 'es-jina mapping --ca-fingerprint' | 'es-jina mapping --client-cert' | 'es-jina mapping --client-key' | 'es-jina mapping --timeout' | 'es-jina mapping --state' | 'es-jina mapping --embedder' | 'es-jina mapping -m' | 'es-jina mapping --model' | 'es-jina mapping --model-dims' | 'es-jina mapping --jina-url' | 'es-jina mapping --jina-dialect' | 'es-jina mapping --multi-vector' | 'es-jina mapping --multi-vector-storage' | 'es-jina mapping --multi-vector-tokens' | 'es-jina mapping --config' | 'es-jina mapping --context') option="$word" ;;
            'es-jina models --kind' | 'es-jina models --modality' | 'es-jina models --task' | 'es-jina models --format' | 'es-jina models --config' | 'es-jina models --context') option="$word" ;;
            'es-jina doctor --only' | 'es-jina doctor --check-timeout' | 'es-jina doctor -i' | 'es-jina doctor --index' | 'es-jina doctor --url' | 'es-jina doctor --cloud-id' | 'es-jina doctor --username' | 'es-jina doctor --ca-file' | 'es-jina doctor --ca-fingerprint' | 'es-jina doctor --client-cert' | 'es-jina doctor --client-key' | 'es-jina doctor --timeout' | 'es-jina doctor --state' | 'es-jina doctor --embedder' | 'es-jina doctor -m' | 'es-jina doctor --model' | 'es-jina doctor --model-dims' | 'es-jina doctor --jina-url' | 'es-jina doctor --jina-dialect' | 'es-jina doctor --rerank' | 'es-jina doctor --rerank-timeout' | 'es-jina doctor --rerank-tokens' | 'es-jina doctor --format' | 'es-jina doctor --config' | 'es-jina doctor --context') option="$word" ;;
            'es-jina config -i' | 'es-jina config --index' | 'es-jina config --url' | 'es-jina config --cloud-id' | 'es-jina config --username' | 'es-jina config --ca-file' | 'es-jina config --ca-fingerprint' | 'es-jina config --client-cert' | 'es-jina config --client-key' | 'es-jina config --timeout' | 'es-jina config --state' | 'es-jina config --embedder' | 'es-jina config -m' | 'es-jina config --model' | 'es-jina config --model-dims' | 'es-jina config --jina-url' | 'es-jina config --jina-dialect' | 'es-jina config --multi-vector' | 'es-jina config --multi-vector-storage' | 'es-jina config --multi-vector-tokens' | 'es-jina config -d' | 'es-jina config --dims' | 'es-jina config --analyzers' | 'es-jina config --pipeline' | 'es-jina config --optimize' | 'es-jina config --element-type' | 'es-jina config --index-type' | 'es-jina config --similarity' | 'es-jina config --m' | 'es-jina config --ef-construction' | 'es-jina config --oversample' | 'es-jina config --on-disk-rescore' | 'es-jina config --flat-index-threshold' | 'es-jina config --cluster-size' | 'es-jina config --visit-percentage' | 'es-jina config --bits' | 'es-jina config --precondition' | 'es-jina config --auto-calibrate' | 'es-jina config --confidence-interval' | 'es-jina config --include' | 'es-jina config --exclude' | 'es-jina config --files-from' | 'es-jina config --max-megapixels' | 'es-jina config --id-field' | 'es-jina config --text-field' | 'es-jina config --image-field' | 'es-jina config --title-field' | 'es-jina config --caption-field' | 'es-jina config --tag-field' | 'es-jina config --date-field' | 'es-jina config --version-field' | 'es-jina config --routing-field' | 'es-jina config --attributes' | 'es-jina config --vector-field' | 'es-jina config --vector-encoding' | 'es-jina config --vectors' | 'es-jina config --vector-dims' | 'es-jina config --input-format' | 'es-jina config --delimiter' | 'es-jina config --type' | 'es-jina config --list-separator' | 'es-jina config --chunk-tokens' | 'es-jina config --chunk-overlap' | 'es-jina config --batch-size' | 'es-jina config --concurrency' | 'es-jina config --max-errors' | 'es-jina config --deadline' | 'es-jina config --reconcile' | 'es-jina config --progress' | 'es-jina config --metrics' | 'es-jina config --token-price' | 'es-jina config --mode' | 'es-jina config --in' | 'es-jina config -k' | 'es-jina config --size' | 'es-jina config --fusion' | 'es-jina config --fuse-at' | 'es-jina config --weight' | 'es-jina config --window' | 'es-jina config --leg-window' | 'es-jina config --rank-constant' | 'es-jina config --num-candidates' | 'es-jina config --diversify' | 'es-jina config --min-relevance' | 'es-jina config --search-dims' | 'es-jina config --rerank' | 'es-jina config --rerank-window' | 'es-jina config --rerank-timeout' | 'es-jina config --rerank-fields' | 'es-jina config --rerank-tokens' | 'es-jina config --format' | 'es-jina config --config' | 'es-jina config --context') option="$word" ;;
            'es-jina completion --config' | 'es-jina completion --context') option="$word" ;;
        esac
    done
    if [[ -n $option ]]; then
        [[ $cur == '=' ]] && cur=''
        _es_jina_value "$path $option"
    elif [[ -z $plain && $cur == -* ]]; then
        _es_jina_options
    else
        _es_jina_arguments
    fi
}

_es_jina_value() {
    case "$1" in
        'es-jina --config')
            _es_jina_files -f
            ;;
        'es-jina ingest --analyzers')
            COMPREPLY=($(compgen -W 'standard language' -- "$cur"))
            ;;
        'es-jina ingest --optimize')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'recall memory speed disk' -- "$cur"))
            ;;
        'es-jina ingest --element-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'float bfloat16 byte bit' -- "$cur"))
            ;;
        'es-jina ingest --index-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' -- "$cur"))
            ;;
        'es-jina ingest --similarity')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'cosine dot_product l2_norm max_inner_product' -- "$cur"))
            ;;
        'es-jina ingest --on-disk-rescore')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina ingest --precondition')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina ingest --auto-calibrate')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina ingest --files-from')
            _es_jina_files -f
            ;;
        'es-jina ingest --vector-encoding')
            COMPREPLY=($(compgen -W 'base64 base64-be' -- "$cur"))
            ;;
        'es-jina ingest --vectors')
            _es_jina_files -f
            ;;
        'es-jina ingest --input-format')
            COMPREPLY=($(compgen -W 'jsonl csv tsv' -- "$cur"))
            ;;
        'es-jina ingest --ca-file')
            _es_jina_files -f
            ;;
        'es-jina ingest --client-cert')
            _es_jina_files -f
            ;;
        'es-jina ingest --client-key')
            _es_jina_files -f
            ;;
        'es-jina ingest --state')
            _es_jina_files -d
            ;;
        'es-jina ingest --embedder')
            COMPREPLY=($(compgen -W 'auto offline jina' -- "$cur"))
            ;;
        'es-jina ingest -m' | 'es-jina ingest --model')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b es-jina-hashing-v1' -- "$cur"))
            ;;
        'es-jina ingest --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina ingest --multi-vector')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en offline' -- "$cur"))
            ;;
        'es-jina ingest --multi-vector-storage')
            COMPREPLY=($(compgen -W 'auto binary rank_vectors' -- "$cur"))
            ;;
        'es-jina ingest --replay')
            _es_jina_files -f
            ;;
        'es-jina ingest --progress')
            COMPREPLY=($(compgen -W 'auto line plain json none' -- "$cur"))
            ;;
        'es-jina ingest --metrics')
            _es_jina_files -f
            ;;
        'es-jina ingest --config')
            _es_jina_files -f
            ;;
        'es-jina search --image')
            _es_jina_files -f
            ;;
        'es-jina search --mode')
            COMPREPLY=($(compgen -W 'auto hybrid knn bm25' -- "$cur"))
            ;;
        'es-jina search --in')
            COMPREPLY=($(compgen -W 'all images texts' -- "$cur"))
            ;;
        'es-jina search --fusion')
            COMPREPLY=($(compgen -W 'rrf sum minmax l2_norm' -- "$cur"))
            ;;
        'es-jina search --fuse-at')
            COMPREPLY=($(compgen -W 'auto server client' -- "$cur"))
            ;;
        'es-jina search --rerank')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en jina-reranker-v3.5 jina-reranker-v3 jina-reranker-m0 jina-reranker-v2-base-multilingual jina-reranker-v1-turbo-en jina-reranker-v1-tiny-en jina-reranker-v1-base-en offline late-interaction none' -- "$cur"))
            ;;
        'es-jina search --format')
            COMPREPLY=($(compgen -W 'auto table tsv json ndjson' -- "$cur"))
            ;;
        'es-jina search --html')
            _es_jina_files -f
            ;;
        'es-jina search --queries')
            _es_jina_files -f
            ;;
        'es-jina search --progress')
            COMPREPLY=($(compgen -W 'auto line plain json none' -- "$cur"))
            ;;
        'es-jina search --ca-file')
            _es_jina_files -f
            ;;
        'es-jina search --client-cert')
            _es_jina_files -f
            ;;
        'es-jina search --client-key')
            _es_jina_files -f
            ;;
        'es-jina search --state')
            _es_jina_files -d
            ;;
        'es-jina search --embedder')
            COMPREPLY=($(compgen -W 'auto offline jina' -- "$cur"))
            ;;
        'es-jina search -m' | 'es-jina search --model')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b es-jina-hashing-v1' -- "$cur"))
            ;;
        'es-jina search --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina search --config')
            _es_jina_files -f
            ;;
        'es-jina rerank -m' | 'es-jina rerank --model')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en jina-reranker-v3.5 jina-reranker-v3 jina-reranker-m0 jina-reranker-v2-base-multilingual jina-reranker-v1-turbo-en jina-reranker-v1-tiny-en jina-reranker-v1-base-en offline' -- "$cur"))
            ;;
        'es-jina rerank --format')
            COMPREPLY=($(compgen -W 'auto table tsv json ndjson' -- "$cur"))
            ;;
        'es-jina rerank --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina rerank --ca-file')
            _es_jina_files -f
            ;;
        'es-jina rerank --client-cert')
            _es_jina_files -f
            ;;
        'es-jina rerank --client-key')
            _es_jina_files -f
            ;;
        'es-jina rerank --config')
            _es_jina_files -f
            ;;
        'es-jina status --state')
            _es_jina_files -d
            ;;
        'es-jina status --config')
            _es_jina_files -f
            ;;
        'es-jina retry-failed --analyzers')
            COMPREPLY=($(compgen -W 'standard language' -- "$cur"))
            ;;
        'es-jina retry-failed --ca-file')
            _es_jina_files -f
            ;;
        'es-jina retry-failed --client-cert')
            _es_jina_files -f
            ;;
        'es-jina retry-failed --client-key')
            _es_jina_files -f
            ;;
        'es-jina retry-failed --state')
            _es_jina_files -d
            ;;
        'es-jina retry-failed --embedder')
            COMPREPLY=($(compgen -W 'auto offline jina' -- "$cur"))
            ;;
        'es-jina retry-failed -m' | 'es-jina retry-failed --model')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b es-jina-hashing-v1' -- "$cur"))
            ;;
        'es-jina retry-failed --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina retry-failed --multi-vector')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en offline' -- "$cur"))
            ;;
        'es-jina retry-failed --multi-vector-storage')
            COMPREPLY=($(compgen -W 'auto binary rank_vectors' -- "$cur"))
            ;;
        'es-jina retry-failed --progress')
            COMPREPLY=($(compgen -W 'auto line plain json none' -- "$cur"))
            ;;
        'es-jina retry-failed --metrics')
            _es_jina_files -f
            ;;
        'es-jina retry-failed --config')
            _es_jina_files -f
            ;;
        'es-jina plan --index-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'all hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' -- "$cur"))
            ;;
        'es-jina plan --licence')
            COMPREPLY=($(compgen -W 'basic gold platinum enterprise trial' -- "$cur"))
            ;;
        'es-jina plan --optimize')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'recall memory speed disk' -- "$cur"))
            ;;
        'es-jina plan --element-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'float bfloat16 byte bit' -- "$cur"))
            ;;
        'es-jina plan --similarity')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'cosine dot_product l2_norm max_inner_product' -- "$cur"))
            ;;
        'es-jina plan --on-disk-rescore')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina plan --precondition')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina plan --auto-calibrate')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina plan --jina-tier')
            COMPREPLY=($(compgen -W 'free 1 2' -- "$cur"))
            ;;
        'es-jina plan --html')
            _es_jina_files -f
            ;;
        'es-jina plan --progress')
            COMPREPLY=($(compgen -W 'auto line plain json none' -- "$cur"))
            ;;
        'es-jina plan --files-from')
            _es_jina_files -f
            ;;
        'es-jina plan --vector-encoding')
            COMPREPLY=($(compgen -W 'base64 base64-be' -- "$cur"))
            ;;
        'es-jina plan --vectors')
            _es_jina_files -f
            ;;
        'es-jina plan --input-format')
            COMPREPLY=($(compgen -W 'jsonl csv tsv' -- "$cur"))
            ;;
        'es-jina plan --ca-file')
            _es_jina_files -f
            ;;
        'es-jina plan --client-cert')
            _es_jina_files -f
            ;;
        'es-jina plan --client-key')
            _es_jina_files -f
            ;;
        'es-jina plan --state')
            _es_jina_files -d
            ;;
        'es-jina plan --embedder')
            COMPREPLY=($(compgen -W 'auto offline jina' -- "$cur"))
            ;;
        'es-jina plan -m' | 'es-jina plan --model')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b es-jina-hashing-v1' -- "$cur"))
            ;;
        'es-jina plan --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina plan --multi-vector')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en offline' -- "$cur"))
            ;;
        'es-jina plan --multi-vector-storage')
            COMPREPLY=($(compgen -W 'auto binary rank_vectors' -- "$cur"))
            ;;
        'es-jina plan --config')
            _es_jina_files -f
            ;;
        'es-jina mapping --licence')
            COMPREPLY=($(compgen -W 'basic platinum enterprise trial' -- "$cur"))
            ;;
        'es-jina mapping --analyzers')
            COMPREPLY=($(compgen -W 'standard language' -- "$cur"))
            ;;
        'es-jina mapping --template')
            COMPREPLY=($(compgen -W 'index component' -- "$cur"))
            ;;
        'es-jina mapping --optimize')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'recall memory speed disk' -- "$cur"))
            ;;
        'es-jina mapping --element-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'float bfloat16 byte bit' -- "$cur"))
            ;;
        'es-jina mapping --index-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' -- "$cur"))
            ;;
        'es-jina mapping --similarity')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'cosine dot_product l2_norm max_inner_product' -- "$cur"))
            ;;
        'es-jina mapping --on-disk-rescore')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina mapping --precondition')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina mapping --auto-calibrate')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina mapping --ca-file')
            _es_jina_files -f
            ;;
        'es-jina mapping --client-cert')
            _es_jina_files -f
            ;;
        'es-jina mapping --client-key')
            _es_jina_files -f
            ;;
        'es-jina mapping --state')
            _es_jina_files -d
            ;;
        'es-jina mapping --embedder')
            COMPREPLY=($(compgen -W 'auto offline jina' -- "$cur"))
            ;;
        'es-jina mapping -m' | 'es-jina mapping --model')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b es-jina-hashing-v1' -- "$cur"))
            ;;
        'es-jina mapping --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina mapping --multi-vector')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en offline' -- "$cur"))
            ;;
        'es-jina mapping --multi-vector-storage')
            COMPREPLY=($(compgen -W 'auto binary rank_vectors' -- "$cur"))
            ;;
        'es-jina mapping --config')
            _es_jina_files -f
            ;;
        'es-jina models --kind')
            COMPREPLY=($(compgen -W 'embedding multi-vector reranker reader vlm' -- "$cur"))
            ;;
        'es-jina models --modality')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'text image pdf audio video code' -- "$cur"))
            ;;
        'es-jina models --task')
            COMPREPLY=($(compgen -W 'retrieval.query retrieval.passage text-matching clustering classification code.query code.passage separation nl2code.query nl2code.passage qa.query qa.passage code2code.query code2code.passage code2nl.query code2nl.passage code2completion.query code2completion.passage' -- "$cur"))
            ;;
        'es-jina models --format')
            COMPREPLY=($(compgen -W 'auto table tsv json ndjson' -- "$cur"))
            ;;
        'es-jina models --config')
            _es_jina_files -f
            ;;
        'es-jina doctor --ca-file')
            _es_jina_files -f
            ;;
        'es-jina doctor --client-cert')
            _es_jina_files -f
            ;;
        'es-jina doctor --client-key')
            _es_jina_files -f
            ;;
        'es-jina doctor --state')
            _es_jina_files -d
            ;;
        'es-jina doctor --embedder')
            COMPREPLY=($(compgen -W 'auto offline jina' -- "$cur"))
            ;;
        'es-jina doctor -m' | 'es-jina doctor --model')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b es-jina-hashing-v1' -- "$cur"))
            ;;
        'es-jina doctor --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina doctor --rerank')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en jina-reranker-v3.5 jina-reranker-v3 jina-reranker-m0 jina-reranker-v2-base-multilingual jina-reranker-v1-turbo-en jina-reranker-v1-tiny-en jina-reranker-v1-base-en offline late-interaction none' -- "$cur"))
            ;;
        'es-jina doctor --format')
            COMPREPLY=($(compgen -W 'auto table tsv json ndjson' -- "$cur"))
            ;;
        'es-jina doctor --config')
            _es_jina_files -f
            ;;
        'es-jina config --ca-file')
            _es_jina_files -f
            ;;
        'es-jina config --client-cert')
            _es_jina_files -f
            ;;
        'es-jina config --client-key')
            _es_jina_files -f
            ;;
        'es-jina config --state')
            _es_jina_files -d
            ;;
        'es-jina config --embedder')
            COMPREPLY=($(compgen -W 'auto offline jina' -- "$cur"))
            ;;
        'es-jina config -m' | 'es-jina config --model')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b es-jina-hashing-v1' -- "$cur"))
            ;;
        'es-jina config --jina-dialect')
            COMPREPLY=($(compgen -W 'auto hosted on-prem infinity' -- "$cur"))
            ;;
        'es-jina config --multi-vector')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en offline' -- "$cur"))
            ;;
        'es-jina config --multi-vector-storage')
            COMPREPLY=($(compgen -W 'auto binary rank_vectors' -- "$cur"))
            ;;
        'es-jina config --analyzers')
            COMPREPLY=($(compgen -W 'standard language' -- "$cur"))
            ;;
        'es-jina config --optimize')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'recall memory speed disk' -- "$cur"))
            ;;
        'es-jina config --element-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'float bfloat16 byte bit' -- "$cur"))
            ;;
        'es-jina config --index-type')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'hnsw int8_hnsw int4_hnsw bbq_hnsw bbq_disk flat int8_flat int4_flat bbq_flat' -- "$cur"))
            ;;
        'es-jina config --similarity')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'cosine dot_product l2_norm max_inner_product' -- "$cur"))
            ;;
        'es-jina config --on-disk-rescore')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina config --precondition')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina config --auto-calibrate')
            local before=''
            [[ $cur == *,* ]] && before="${cur%,*}," && cur="${cur##*,}"
            COMPREPLY=($(compgen -P "$before" -W 'true false' -- "$cur"))
            ;;
        'es-jina config --files-from')
            _es_jina_files -f
            ;;
        'es-jina config --vector-encoding')
            COMPREPLY=($(compgen -W 'base64 base64-be' -- "$cur"))
            ;;
        'es-jina config --vectors')
            _es_jina_files -f
            ;;
        'es-jina config --input-format')
            COMPREPLY=($(compgen -W 'jsonl csv tsv' -- "$cur"))
            ;;
        'es-jina config --progress')
            COMPREPLY=($(compgen -W 'auto line plain json none' -- "$cur"))
            ;;
        'es-jina config --metrics')
            _es_jina_files -f
            ;;
        'es-jina config --mode')
            COMPREPLY=($(compgen -W 'auto hybrid knn bm25' -- "$cur"))
            ;;
        'es-jina config --in')
            COMPREPLY=($(compgen -W 'all images texts' -- "$cur"))
            ;;
        'es-jina config --fusion')
            COMPREPLY=($(compgen -W 'rrf sum minmax l2_norm' -- "$cur"))
            ;;
        'es-jina config --fuse-at')
            COMPREPLY=($(compgen -W 'auto server client' -- "$cur"))
            ;;
        'es-jina config --rerank')
            COMPREPLY=($(compgen -W 'jina-colbert-v2 jina-colbert-v1-en jina-reranker-v3.5 jina-reranker-v3 jina-reranker-m0 jina-reranker-v2-base-multilingual jina-reranker-v1-turbo-en jina-reranker-v1-tiny-en jina-reranker-v1-base-en offline late-interaction none' -- "$cur"))
            ;;
        'es-jina config --format')
            COMPREPLY=($(compgen -W 'auto table tsv json ndjson' -- "$cur"))
            ;;
        'es-jina config --config')
            _es_jina_files -f
            ;;
        'es-jina completion --config')
            _es_jina_files -f
            ;;
        *) ;;
    esac
}

_es_jina_options() {
    case "$path" in
        'es-jina') COMPREPLY=($(compgen -W '--config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina ingest') COMPREPLY=($(compgen -W '-d --dims --analyzers --create-only --pipeline --fast-load --optimize --element-type --index-type --similarity --m --ef-construction --oversample --on-disk-rescore --flat-index-threshold --cluster-size --visit-percentage --bits --precondition --auto-calibrate --confidence-interval --include --exclude --hidden --follow --no-follow --files-from -0 --null --max-megapixels --id-field --text-field --image-field --title-field --caption-field --tag-field --date-field --version-field --routing-field --attributes --vector-field --vector-encoding --vectors --vector-dims --input-format --delimiter --quotes --no-quotes --type --list-separator --chunk-tokens --chunk-overlap --late-chunking --fetch-images --fetch-private -i --index --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --state --embedder -m --model --model-dims --jina-url --jina-dialect --multi-vector --multi-vector-storage --multi-vector-tokens --batch-size --concurrency --max-errors --deadline --reconcile --prune --partition --replay --dry-run --progress -q --quiet --json --metrics --token-price --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina search') COMPREPLY=($(compgen -W '--image --like --plain --mode --in -k --size --from --page -f --filter -d --dims --print-request --fusion --fuse-at --weight --window --leg-window --rank-constant --num-candidates --diversify --min-relevance --all-parts --rerank --rerank-window --rerank-timeout --rerank-fields --rerank-tokens --require-rerank --format --json --ndjson --paths -0 --null --preview --highlight --no-highlight --explain --timings --html --html-append --queries --concurrency --trec --progress -i --index --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --state --embedder -m --model --model-dims --jina-url --jina-dialect --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina rerank') COMPREPLY=($(compgen -W '-m --model --text-field -k --top --rerank-timeout --rerank-tokens --require-rerank --format --json --ndjson --jina-url --jina-dialect --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina status') COMPREPLY=($(compgen -W '-i --index --state --merge --json --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina retry-failed') COMPREPLY=($(compgen -W '-d --dims --analyzers --create-only --pipeline --fast-load --max-megapixels --chunk-tokens --chunk-overlap --late-chunking --fetch-images --fetch-private -i --index --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --state --embedder -m --model --model-dims --jina-url --jina-dialect --multi-vector --multi-vector-storage --multi-vector-tokens --batch-size --concurrency --max-errors --deadline --reconcile --progress -q --quiet --json --metrics --token-price --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina plan') COMPREPLY=($(compgen -W '--documents --pictures --texts --tokens-per-document --document-size --dry-run -d --dims --index-type --replicas --ram --for --licence --optimize --element-type --similarity --m --ef-construction --oversample --on-disk-rescore --flat-index-threshold --cluster-size --visit-percentage --bits --precondition --auto-calibrate --confidence-interval --token-price --tokens-per-picture --jina-tier --rpm --tpm --embed-rate --index-rate --html --json --progress -q --quiet --include --exclude --hidden --follow --no-follow --files-from -0 --null --max-megapixels --id-field --text-field --image-field --title-field --caption-field --tag-field --date-field --version-field --routing-field --attributes --vector-field --vector-encoding --vectors --vector-dims --input-format --delimiter --quotes --no-quotes --type --list-separator --chunk-tokens --chunk-overlap --late-chunking --fetch-images --fetch-private --batch-size --concurrency --max-errors --partition -i --index --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --state --embedder -m --model --model-dims --jina-url --jina-dialect --multi-vector --multi-vector-storage --multi-vector-tokens --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina mapping') COMPREPLY=($(compgen -W '-d --dims --for --licence --analyzers --languages --template --index-pattern --explain --json --check --apply --optimize --element-type --index-type --similarity --m --ef-construction --oversample --on-disk-rescore --flat-index-threshold --cluster-size --visit-percentage --bits --precondition --auto-calibrate --confidence-interval -i --index --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --state --embedder -m --model --model-dims --jina-url --jina-dialect --multi-vector --multi-vector-storage --multi-vector-tokens --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina models') COMPREPLY=($(compgen -W '--kind --modality --task --commercial --format --json --ndjson --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina doctor') COMPREPLY=($(compgen -W '--offline --only --check-timeout -i --index --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --state --embedder -m --model --model-dims --jina-url --jina-dialect --rerank --rerank-timeout --rerank-tokens --format --json --ndjson --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina config') COMPREPLY=($(compgen -W '-i --index --url --cloud-id --username --ca-file --ca-fingerprint --client-cert --client-key --timeout --state --embedder -m --model --model-dims --jina-url --jina-dialect --multi-vector --multi-vector-storage --multi-vector-tokens -d --dims --analyzers --create-only --pipeline --fast-load --optimize --element-type --index-type --similarity --m --ef-construction --oversample --on-disk-rescore --flat-index-threshold --cluster-size --visit-percentage --bits --precondition --auto-calibrate --confidence-interval --include --exclude --hidden --follow --no-follow --files-from -0 --null --max-megapixels --id-field --text-field --image-field --title-field --caption-field --tag-field --date-field --version-field --routing-field --attributes --vector-field --vector-encoding --vectors --vector-dims --input-format --delimiter --quotes --no-quotes --type --list-separator --chunk-tokens --chunk-overlap --late-chunking --fetch-images --fetch-private --batch-size --concurrency --max-errors --deadline --reconcile --progress --metrics --token-price --mode --in -k --size --fusion --fuse-at --weight --window --leg-window --rank-constant --num-candidates --diversify --min-relevance --preview --search-dims --rerank --rerank-window --rerank-timeout --rerank-fields --rerank-tokens --require-rerank --format --json --ndjson --config --context -h --help -V --version' -- "$cur")) ;;
        'es-jina completion') COMPREPLY=($(compgen -W '--config --context -h --help -V --version' -- "$cur")) ;;
    esac
}

_es_jina_arguments() {
    case "$path" in
        'es-jina')
            COMPREPLY=($(compgen -W 'ingest search rerank status retry-failed plan mapping models doctor config completion' -- "$cur"))
            ;;
        'es-jina ingest')
            _es_jina_files -f
            ;;
        'es-jina rerank')
            _es_jina_files -f
            ;;
        'es-jina status')
            _es_jina_files -f
            ;;
        'es-jina plan')
            _es_jina_files -f
            ;;
        'es-jina models')
            COMPREPLY=($(compgen -W 'jina-clip-v2 jina-clip-v1 jina-embeddings-v5-omni-small jina-embeddings-v5-omni-nano jina-embeddings-v5-text-small jina-embeddings-v5-text-nano jina-embeddings-v4 jina-embeddings-v3 jina-embeddings-v2-base-en jina-embeddings-v2-base-zh jina-embeddings-v2-base-de jina-embeddings-v2-base-es jina-embeddings-v2-base-code jina-code-embeddings-1.5b jina-code-embeddings-0.5b jina-colbert-v2 jina-colbert-v1-en jina-reranker-v3.5 jina-reranker-v3 jina-reranker-m0 jina-reranker-v2-base-multilingual jina-reranker-v1-turbo-en jina-reranker-v1-tiny-en jina-reranker-v1-base-en ReaderLM-v2 jina-vlm' -- "$cur"))
            ;;
        'es-jina completion')
            COMPREPLY=($(compgen -W 'bash zsh fish' -- "$cur"))
            ;;
        *) ;;
    esac
}

_es_jina_files() {
    local IFS=$'\n'
    COMPREPLY+=($(compgen "$1" -- "$cur"))
    compopt -o filenames 2>/dev/null
}

complete -F _es_jina es-jina
