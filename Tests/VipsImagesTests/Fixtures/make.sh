#!/bin/sh
# Writes the fixtures that carry metadata or a password; see README.md. They are committed, so that tests need no such tools.
set -eu
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

vips thumbnail scene.jpg "$folder/small.png[strip,compression=9,palette,Q=50]" 32
vips copy "$folder/small.png" tagged.jpg[strip,Q=80]
vips copy "$folder/small.png" tagged.png[strip,compression=9,palette]
vips copy "$folder/small.png" tagged.webp[strip,Q=80]
vips copy "$folder/small.png" tagged.tif[strip,compression=deflate]
vips copy "$folder/small.png" tagged.gif[strip]
cp scene.heic tagged.heic
cp scene.avif tagged.avif

for file in tagged.jpg tagged.png tagged.webp tagged.tif tagged.gif tagged.heic tagged.avif; do
    exiftool -q -q -overwrite_original -api Compact=NoPadding,NoIndent -charset iptc=UTF8 -CodedCharacterSet=UTF8 \
        -EXIF:ImageDescription="Exif description été" -EXIF:UserComment="Комментарий 𝄞" \
        -EXIF:XPTitle="Windows Τίτλος" -EXIF:XPKeywords="from windows;house" \
        -IPTC:Caption-Abstract="IPTC Straße" -IPTC:ObjectName="IPTC title" -IPTC:Keywords="from iptc" -IPTC:Keywords=été \
        -XMP-dc:Description="A house" -XMP-dc:Description-de="Ein Haus" -XMP-dc:Description-pt-BR='Uma casa & "sol" <b>' \
        -XMP-dc:Description-ja="家" -XMP-dc:Title="XMP title" -XMP-dc:Title-de="Titel" \
        -XMP-dc:Subject=house -XMP-dc:Subject=été "$file"
done
for file in tagged.jpg tagged.png tagged.webp tagged.tif tagged.heic; do
    cp "$file" "exif-$file"
    exiftool -q -q -overwrite_original -XMP:all= -IPTC:all= "exif-$file"
done
for order in II MM; do
    vips copy "$folder/small.png" "comment-$order.jpg[strip,Q=80]"
    exiftool -q -q -overwrite_original -ExifByteOrder=$order -EXIF:UserComment="Комментарий 𝄞" "comment-$order.jpg"
done
# No escape sequence for UTF-8: the bytes are Latin-1.
vips copy "$folder/small.png" latin1-iptc.jpg[strip,Q=80]
exiftool -q -q -overwrite_original -charset iptc=Latin -IPTC:Caption-Abstract="Grüße aus Köln" latin1-iptc.jpg

printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj
trailer<</Root 1 0 R>>' >"$folder/plain.pdf"
qpdf --warning-exit-0 --no-warn "$folder/plain.pdf" --encrypt user owner 256 -- encrypted.pdf
