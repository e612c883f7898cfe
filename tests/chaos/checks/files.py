"""Files: every one that a message carries has its bytes, and nobody else's."""


def files_have_their_bytes(run, found):
    rule = "files_have_their_bytes"
    blobs = {blob["key"]: blob for blob in run.blobs}
    uploads = {upload["id"]: upload for upload in run.uploads}
    for row in run.tables["message_files"]:
        upload = uploads.get(row["id"])
        if upload is None:
            found(rule, f"file {row['id']} is in a message, and nobody uploaded it")
            continue
        blob = blobs.get(upload["key"])
        if blob is None:
            found(rule, f"file {row['id']} has no bytes")
        elif (blob["sha256"], blob["size"]) != (row["sha256"], row["size"]):
            found(rule, f"file {row['id']} has other bytes than its row says")
        if upload["message_id"] is None:
            found(rule, f"file {row['id']} is in a message and may be swept")
    # An upload that was acknowledged can still be sent.
    for op in run.ops:
        if op["what"] == "upload" and op["type"] == "ok":
            for item in op["answer"]["items"]:
                upload = uploads.get(item["id"])
                if upload is None or upload["key"] not in blobs:
                    found(rule, f"op {op['op']}: the upload {item['id']} was acknowledged and is gone")
