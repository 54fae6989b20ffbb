/// Filters, a small corpus, and which of its documents each finds.
public enum FilterExamples {
    /// A filter that says what people mean.
    public struct Example: Sendable {
        /// The filter as typed.
        public var text: String
        /// The documents it finds.
        public var ids: [Int]
        /// Whether it needs what only a cluster has.
        public var needsCluster: Bool
    }

    /// The fields that every engine has.
    public static let properties = #"""
        {
          "lang": {"type": "keyword"}, "code": {"type": "keyword"}, "path": {"type": "keyword"},
          "year": {"type": "integer"}, "size": {"type": "long"}, "pages": {"type": "short"}, "price": {"type": "float"},
          "deleted": {"type": "boolean"}, "date": {"type": "date"},
          "day": {"type": "date", "format": "epoch_second"},
          "tags": {"type": "keyword", "ignore_above": 32, "fields": {"text": {"type": "text"}}},
          "title": {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 16}}},
          "caption": {"type": "text"}, "place": {"type": "geo_point"},
          "author": {"properties": {"name": {"type": "keyword"}, "age": {"type": "integer"}}},
          "note": {"type": "keyword", "index": false, "doc_values": false},
          "vector": {"type": "dense_vector", "dims": 2, "index": false},
          "weird field": {"type": "keyword"}, "x-y": {"type": "keyword"}, "名前": {"type": "keyword"},
          "in": {"type": "keyword"}, "2020": {"type": "integer"}
        }
        """#

    /// The fields that only clusters have.
    public static let clusterProperties = #"""
        {
          "language": {"type": "alias", "path": "lang"}, "host": {"type": "ip"},
          "comments": {"type": "nested", "properties": {"who": {"type": "keyword"}, "stars": {"type": "integer"},
            "said": {"type": "text"}}}
        }
        """#

    /// The documents; their ids are 1, 2, and so on.
    public static let documents = [
        #"""
        {"lang": "fr", "year": 2019, "tags": ["sea", "sky"], "title": "La mer", "caption": "Une pomme rouge", "price": 9.5,
         "deleted": true, "date": "2020-12-31T23:30:00Z", "path": "img/sea.png", "place": {"lat": 48.8566, "lon": 2.3522},
         "pages": 3, "day": 1577836800}
        """#,
        #"""
        {"lang": "fr", "year": 2020, "tags": ["city"], "title": "Paris", "caption": "a red apple on a table", "price": 100,
         "date": "2021-06-15", "path": "img/red apple.jpg", "place": {"lat": 48.8049, "lon": 2.1204}}
        """#,
        #"""
        {"lang": "en", "year": 2021, "tags": ["sky"], "title": "Red apple", "caption": "An apple, green, not red!", "price": 0.1,
         "deleted": false, "date": "2020-01-01", "path": "text/a.txt", "day": 1609459200, "in": "box"}
        """#,
        #"""
        {"lang": "en", "year": 2000, "title": "A very long title indeed", "path": "img/old.gif", "code": "007",
         "author": {"name": "Ann Lee", "age": 40}}
        """#,
        #"""
        {"lang": "ja", "year": 2010, "caption": "赤い りんご", "title": "赤", "code": "7", "tags": ["sea"], "名前": "太郎",
         "2020": 5, "place": {"lat": 35.68, "lon": 139.77}, "price": -2.5}
        """#,
        #"""
        {"lang": "de", "weird field": "x", "x-y": "q", "author": {"name": "Bob", "age": 25}, "note": "kept", "tags": "red wine"}
        """#,
        #"{"year": 2005, "size": 9007199254740993, "caption": "she said \"hi\" \\ bye", "path": "it's*here"}"#,
    ]

    /// What documents have besides on clusters, by their number.
    public static let clusterFields = [
        1:
            #"{"host": "10.1.2.3", "comments": [{"who": "ann", "stars": 5, "said": "lovely sea"}, {"who": "bob", "stars": 1}]}"#,
        2: #"{"host": "192.168.0.1", "comments": [{"who": "bob", "stars": 4, "said": "red as the sea"}]}"#,
        3: #"{"host": "::1", "comments": []}"#,
    ]

    private static func finds(_ ids: Int..., by text: String) -> Example {
        Example(text: text, ids: ids, needsCluster: false)
    }

    private static func findsOnClusters(_ ids: Int..., by text: String) -> Example {
        Example(text: text, ids: ids, needsCluster: true)
    }

    /// The filters.
    public static let all = [
        finds(1, 2, by: #"lang == "fr" && (year >= 2020 || tags in ["sea","sky"])"#),
        finds(2, by: #"lang == "fr" && (year >= 2020 || tags in ["sea","sky"]) && !exists(deleted)"#),
        finds(1, 2, by: "lang == fr"),
        finds(1, 2, by: "lang:fr"),
        finds(3, 4, 5, 6, 7, by: "lang != fr"),
        finds(3, 4, 5, 6, by: "lang != fr && exists(lang)"),
        finds(3, 4, by: "lang == 'en'"),
        finds(3, 4, 5, by: "lang in [en, ja]"),
        finds(1, 2, 6, 7, by: "lang not in [en, ja]"),
        finds(1, 2, 6, by: "!(lang in [\"en\", \"ja\"]) and exists(lang)"),
        finds(2, 3, by: "year >= 2020"),
        finds(3, by: "year > 2020"),
        finds(4, by: "year < 2005"),
        finds(4, 7, by: "year <= 2005"),
        finds(4, 5, 7, by: "year in 2000..2010"),
        finds(2, by: #"year == "2020""#),
        finds(2, 3, by: "year > 2019.5"),
        finds(2, by: "year == 2020.0"),
        finds(4, 5, by: "year in [2000, 2010, 1999]"),
        finds(7, by: "size == 9007199254740993"),
        finds(by: "size == 9007199254740992"),
        finds(3, 5, by: "price < 9.5"),
        finds(3, by: "price == 0.1"),
        finds(5, by: "price < -1e0"),
        finds(1, 3, by: "price in .05..99"),
        finds(1, by: "deleted == true"),
        finds(3, by: "deleted == false"),
        finds(2, 3, 4, 5, 6, 7, by: "deleted != true"),
        finds(1, 3, by: "exists(deleted)"),
        finds(2, 4, 5, 6, 7, by: "missing(deleted)"),
        finds(1, 3, by: "!missing(deleted)"),
        finds(1, 3, by: "date == 2020"),
        finds(1, 3, by: "date <= 2020"),
        finds(2, by: "date > 2020"),
        finds(1, by: "date == 2020-12"),
        finds(1, by: "date == 2020-12-31"),
        finds(3, by: "date < 2020-12-31"),
        finds(1, 3, by: "date <= 2020-12-31"),
        finds(1, 2, by: #"date >= "2020-12-31T23:00""#),
        finds(2, by: #"date > "2020-12-31T23:30:00Z""#),
        finds(1, by: "date in 2020-12-01..2020-12-31"),
        finds(1, 2, by: #"date >= "2020-01-01||+1M""#),
        finds(1, 2, 3, by: "date < now-1d/d"),
        finds(by: "date > now"),
        finds(1, by: "date >= 1609455600000 && date < 1609459200000"),
        finds(1, by: "day == 1577836800"),
        finds(1, 5, by: #"tags == "sea""#),
        finds(1, by: #"tags == "sea" && tags == "sky""#),
        finds(6, by: #"tags : "wine""#),
        finds(6, by: #"tags == "red wine""#),
        finds(2, 3, by: #"caption : "red apple""#),
        finds(2, 3, by: #"caption : "APPLE, red""#),
        finds(5, by: "caption : りんご"),
        finds(7, by: #"caption : "\"hi\"""#),
        finds(3, by: #"title == "Red apple""#),
        finds(by: #"title == "red apple""#),
        finds(3, by: #"title : "apple""#),
        finds(4, by: "title : 'long title'"),
        finds(5, by: #"title == "\u8d64""#),
        finds(3, by: #"title ~ "Red *""#),
        finds(2, 3, by: #"title >= "P" && title < "a""#),
        finds(1, 2, 4, by: #"path ~ "img/*""#),
        finds(1, 4, by: "path ~ img/???.*"),
        finds(1, 2, 4, by: #"starts_with(path, "img/")"#),
        finds(2, by: #"starts_with(path, 'img/red a')"#),
        finds(7, by: #"path == "it's*here""#),
        finds(7, by: "path == 'it\\'s*here'"),
        finds(4, by: "code == 007"),
        finds(5, by: "code == 7"),
        finds(4, 5, by: "code in [007, 7]"),
        finds(4, by: #"author.name == "Ann Lee""#),
        finds(4, 6, by: "author.age > 20 AND exists(author)"),
        finds(4, 6, by: "exists(author.name)"),
        finds(6, by: "`weird field` == x"),
        finds(6, by: "x-y == q OR `x-y` == r"),
        finds(5, by: "名前 == 太郎"),
        finds(3, by: "`in` == box"),
        finds(5, by: "`2020` > 4"),
        findsOnClusters(1, 2, 5, by: "exists(place)"),
        finds(1, 3, 5, by: #"(lang == fr or lang == en or lang == ja) and not (caption : "table" or code == "007")"#),
        finds(2, 5, 6, by: "!!(lang != en && !(year == 2019) && exists(lang))"),
        finds(3, by: "_id == 3"),
        finds(1, 7, by: "_id in [1, 7, 99]"),
        finds(2, 3, 4, 5, 6, 7, by: "_id != \"1\""),
        findsOnClusters(1, 2, by: #"near(place, 48.85, 2.35, "30km")"#),
        findsOnClusters(1, by: "near(place, 48.85, 2.35, 10km)"),
        findsOnClusters(5, by: #"exists(place) && !near(place, 48.85, 2.35, "100 mi")"#),
        findsOnClusters(1, 2, by: "language == fr"),
        findsOnClusters(1, by: "host == 10.0.0.0/8"),
        findsOnClusters(3, by: #"host == "::1""#),
        findsOnClusters(2, by: "host > 10.1.2.3 && host < 200.0.0.0"),
        findsOnClusters(1, 2, by: "comments.who == bob"),
        findsOnClusters(1, by: "comments.who == ann && comments.stars < 2"),
        findsOnClusters(1, 2, by: "comments.said : sea"),
        findsOnClusters(3, 4, 5, 6, 7, by: "comments.who != bob"),
        findsOnClusters(3, 4, 5, 6, 7, by: "missing(comments)"),
        findsOnClusters(1, 2, by: "exists(comments.said) || exists(comments)"),
    ]
}
