#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// `curl_easy_setopt` and `curl_easy_getinfo` are variadic: Swift cannot give them their values.

static inline CURLcode transfer_set_number(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode transfer_set_size(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

/// The text is copied.
static inline CURLcode transfer_set_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

/// The list is not copied, and must outlive the transfer.
static inline CURLcode transfer_set_list(CURL *curl, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline long transfer_number(CURL *curl, CURLINFO question) {
    long value = 0;
    return curl_easy_getinfo(curl, question, &value) == CURLE_OK ? value : 0;
}

static inline curl_off_t transfer_size(CURL *curl, CURLINFO question) {
    curl_off_t value = 0;
    return curl_easy_getinfo(curl, question, &value) == CURLE_OK ? value : 0;
}

typedef size_t (*transfer_bytes)(char *bytes, size_t size, size_t count, void *owner);

/// Whom the library asks while it works. Returning fewer bytes than were given ends the transfer.
static inline CURLcode transfer_set_callbacks(
    CURL *curl, void *owner, transfer_bytes head, transfer_bytes body, transfer_bytes upload,
    curl_seek_callback seek, curl_xferinfo_callback progress, char *error) {
    CURLcode code = curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, head);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_HEADERDATA, owner);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_WRITEDATA, owner);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_READFUNCTION, upload);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_READDATA, owner);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, seek);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_SEEKDATA, owner);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_XFERINFODATA, owner);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    if (!code) code = curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    return code;
}

static const size_t transfer_abort_upload = CURL_READFUNC_ABORT;
static const size_t transfer_error_bytes = CURL_ERROR_SIZE;

static inline CURLcode transfer_start_library(void) { return curl_global_init(CURL_GLOBAL_ALL); }
