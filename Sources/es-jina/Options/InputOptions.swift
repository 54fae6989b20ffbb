import CommandTree

/// What the inputs of an ingest mean and how they are prepared.
enum InputOptions {
    static let idField = Option<String?>(
        "id-field",
        value: "FIELD",
        configKey: "id_field",
        help: "The field of a JSONL record that holds its id."
    )
    .defaultDescribed("id or _id, else the line number")
    static let textField = Option<String?>(
        "text-field",
        value: "FIELD",
        configKey: "text_field",
        help: "The field that holds the text to embed."
    )
    .defaultDescribed("text, body or content")
    static let imageField = Option<String?>(
        "image-field",
        value: "FIELD",
        configKey: "image_field",
        help: "The field that holds a picture: a path relative to the JSONL file, or a data URI."
    )
    .defaultDescribed("image")
    static let titleField = Option<String?>(
        "title-field",
        value: "FIELD",
        configKey: "title_field",
        help: "The field that holds the title."
    )
    .defaultDescribed("title")
    static let captionField = Option<String?>(
        "caption-field",
        value: "FIELD",
        configKey: "caption_field",
        help: "The field that holds a caption: a string, or an object of captions by language."
    )
    .defaultDescribed("caption or captions")
    static let tagField = Option<String?>(
        "tag-field",
        value: "FIELD",
        configKey: "tag_field",
        help: "The field that holds the tags."
    )
    .defaultDescribed("tags")
    static let maxMegapixels = Option<Int>(
        "max-megapixels",
        value: "N",
        default: 100,
        configKey: "max_megapixels",
        allowed: .matching("a whole number from 1 to 10000") { 1...10_000 ~= $0 },
        help: "Refuse pictures with more million pixels than this before they are decoded."
    )

    static let group = OptionGroup(
        "Inputs",
        [idField, textField, imageField, titleField, captionField, tagField, maxMegapixels]
    )
}
