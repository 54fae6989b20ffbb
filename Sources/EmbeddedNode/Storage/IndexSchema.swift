/// The tables of an index and the statements several parts use.
///
/// Documents are numbered in the order they came; a changed document gets a new number and the old one a tombstone. What
/// searches read is kept in segments, each written by one transaction and never changed: the documents of every term
/// (`postings`), the values by document (`columns`). Segments of a size are merged ten at a time, so that there are never
/// many. Vectors lie in files beside the database (``VectorFile``); the database says how many rows of a file count.
enum IndexSchema {
    /// The field under which documents are listed by the fields they have.
    static let presenceField = 0

    static let migrations = [
        """
        CREATE TABLE state(
            id INTEGER PRIMARY KEY CHECK(id = 1), commits INTEGER NOT NULL, next_doc INTEGER NOT NULL,
            next_seq INTEGER NOT NULL, next_segment INTEGER NOT NULL, mapping_version INTEGER NOT NULL,
            mapping TEXT NOT NULL);
        INSERT INTO state VALUES(1, 0, 0, 0, 1, 0, '{}');
        CREATE TABLE fields(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE docs(
            doc INTEGER PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL,
            routing TEXT, source BLOB NOT NULL);
        CREATE UNIQUE INDEX docs_id ON docs(id);
        CREATE TABLE tombstones(doc INTEGER PRIMARY KEY);
        CREATE TABLE deletions(id TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE segments(
            id INTEGER PRIMARY KEY, level INTEGER NOT NULL, first_doc INTEGER NOT NULL, last_doc INTEGER NOT NULL,
            doc_count INTEGER NOT NULL);
        CREATE TABLE postings(
            segment INTEGER NOT NULL, field INTEGER NOT NULL, term BLOB NOT NULL, count INTEGER NOT NULL,
            docs BLOB NOT NULL, positions BLOB NOT NULL, PRIMARY KEY(segment, field, term)) WITHOUT ROWID;
        CREATE TABLE columns(
            segment INTEGER NOT NULL, field INTEGER NOT NULL, kind INTEGER NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY(segment, field, kind)) WITHOUT ROWID;
        CREATE TABLE vector_files(
            field INTEGER PRIMARY KEY, generation INTEGER NOT NULL, stride INTEGER NOT NULL, rows INTEGER NOT NULL);
        """,
        // When a document was deleted, in milliseconds since 1970, so that its version is forgotten some day.
        """
        ALTER TABLE deletions ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX deletions_at ON deletions(at);
        """,
    ]

    static let insertSegment = "INSERT INTO segments VALUES(?, ?, ?, ?, ?)"
    static let insertPostings = "INSERT INTO postings VALUES(?, ?, ?, ?, ?, ?)"
    static let insertColumn = "INSERT INTO columns VALUES(?, ?, ?, ?)"
}
