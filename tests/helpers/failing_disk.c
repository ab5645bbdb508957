/* A disk that can be full, forget what was not synced, and a wall clock that can jump: for LD_PRELOAD, in tests only.
 *
 * FAILING_DIR     files below it are watched
 * FAILING_SHADOW  what fsync and fdatasync made durable is copied there, under the same relative path: the disk after a power cut
 * FAILING_FULL    while this file exists, writes that make a file longer fail with ENOSPC; while it holds the word
 *                 "readonly" all writes, and opening to write, fail with EROFS instead, while it holds "unsynced" fsync and fdatasync fail with EIO
 * FAILING_CLOCK   holds the seconds by which CLOCK_REALTIME is off
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define FILES 4096
#define SPANS 512

typedef struct { off_t from, to; } span;
typedef struct { int count, whole; span at[SPANS]; } dirt;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static dirt dirty[FILES];
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_ftruncate)(int, off_t), (*real_unlink)(const char *);
static int (*real_open)(const char *, int, ...);
static int (*real_rename)(const char *, const char *), (*real_clock)(clockid_t, struct timespec *);

__attribute__((constructor)) static void start(void) {
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_open = dlsym(RTLD_NEXT, "open64");
  real_rename = dlsym(RTLD_NEXT, "rename");
  real_clock = dlsym(RTLD_NEXT, "clock_gettime");
}

/* The path below FAILING_DIR, or NULL. */
static const char *below(const char *path) {
  const char *dir = getenv("FAILING_DIR");
  size_t length = dir ? strlen(dir) : 0;
  return dir && !strncmp(path, dir, length) && path[length] == '/' ? path + length + 1 : NULL;
}

static const char *name_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  return below(path);
}

/* Whether the flag's file holds this word; "" stands for an empty file. */
static int says(const char *word) {
  const char *flag = getenv("FAILING_FULL");
  char text[32] = {0};
  int file = flag ? open(flag, O_RDONLY) : -1;
  if (file < 0) return 0;
  ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  return size >= 0 && !strcmp(text, word);
}

static int is_read_only(int fd) {
  char path[PATH_MAX];
  return says("readonly") && name_of(fd, path);
}

static int is_unsynced(int fd) {
  char path[PATH_MAX];
  return says("unsynced") && name_of(fd, path);
}

static int is_full(int fd, off_t end) {
  char path[PATH_MAX];
  struct stat found;
  if (!says("") || !name_of(fd, path)) return 0;
  return !fstat(fd, &found) && S_ISREG(found.st_mode) && end > found.st_blocks * 512;
}

static void soil(int fd, off_t from, off_t to) {
  if (fd < 0 || fd >= FILES || !getenv("FAILING_SHADOW")) return;
  pthread_mutex_lock(&guard);
  dirt *d = &dirty[fd];
  if (d->count && d->at[d->count - 1].to == from) d->at[d->count - 1].to = to;
  else if (d->count < SPANS) d->at[d->count++] = (span){from, to};
  else d->whole = 1;
  pthread_mutex_unlock(&guard);
}

static void shadow_path(const char *relative, char *out) {
  snprintf(out, PATH_MAX, "%s/%s", getenv("FAILING_SHADOW"), relative);
}

static void copy(int from, int to, off_t at, off_t end) {
  char block[65536];
  while (at < end) {
    size_t want = end - at < (off_t)sizeof block ? (size_t)(end - at) : sizeof block;
    ssize_t got = pread(from, block, want, at);
    if (got <= 0) return;
    real_pwrite(to, block, got, at);
    at += got;
  }
}

static void settle(int fd) {
  char path[PATH_MAX], there[PATH_MAX];
  struct stat found;
  if (fd < 0 || fd >= FILES || !getenv("FAILING_SHADOW")) return;
  const char *relative = name_of(fd, path);
  if (!relative || fstat(fd, &found) || !S_ISREG(found.st_mode)) return;
  shadow_path(relative, there);
  for (char *slash = there + 1; (slash = strchr(slash, '/')); slash++) { *slash = 0; mkdir(there, 0700); *slash = '/'; }
  int source = open(path, O_RDONLY);
  pthread_mutex_lock(&guard);
  dirt *d = &dirty[fd];
  int is_new = access(there, F_OK);
  int out = open(there, O_RDWR | O_CREAT, found.st_mode & 0777);
  if (d->whole || is_new) copy(source, out, 0, found.st_size);
  else for (int i = 0; i < d->count; i++) copy(source, out, d->at[i].from, d->at[i].to);
  real_ftruncate(out, found.st_size);
  d->count = d->whole = 0;
  pthread_mutex_unlock(&guard);
  close(out);
  close(source);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) {
  if (is_read_only(fd)) { errno = EROFS; return -1; }
  if (is_full(fd, at + size)) { errno = ENOSPC; return -1; }
  ssize_t done = real_pwrite(fd, data, size, at);
  if (done > 0) soil(fd, at, at + done);
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
  char path[PATH_MAX];
  if (!getenv("FAILING_DIR") || fd <= 2 || !name_of(fd, path)) return real_write(fd, data, size);
  int is_append = fcntl(fd, F_GETFL) & O_APPEND;
  off_t at = lseek(fd, 0, is_append ? SEEK_END : SEEK_CUR);
  if (is_read_only(fd)) { errno = EROFS; return -1; }
  if (is_full(fd, at + size)) { errno = ENOSPC; return -1; }
  ssize_t done = real_write(fd, data, size);
  if (done > 0) soil(fd, at, at + done);
  return done;
}

int ftruncate64(int fd, off_t size) {
  if (is_read_only(fd)) { errno = EROFS; return -1; }
  if (is_full(fd, size)) { errno = ENOSPC; return -1; }
  int done = real_ftruncate(fd, size);
  if (!done && fd < FILES && fd >= 0) dirty[fd].whole = 1;
  return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  int mode = va_arg(rest, int);
  va_end(rest);
  if ((flags & O_ACCMODE) != O_RDONLY && below(path) && says("readonly")) { errno = EROFS; return -1; }
  return real_open(path, flags, mode);
}

int fsync(int fd) { if (is_unsynced(fd)) { errno = EIO; return -1; } int done = real_fsync(fd); if (!done) settle(fd); return done; }
int fdatasync(int fd) { if (is_unsynced(fd)) { errno = EIO; return -1; } int done = real_fdatasync(fd); if (!done) settle(fd); return done; }

int unlink(const char *path) {
  char there[PATH_MAX];
  const char *relative = below(path);
  if (relative && getenv("FAILING_SHADOW")) { shadow_path(relative, there); real_unlink(there); }
  return real_unlink(path);
}

int rename(const char *from, const char *to) {
  char first[PATH_MAX], second[PATH_MAX];
  const char *a = below(from), *b = below(to);
  int done = real_rename(from, to);
  if (!done && a && b && getenv("FAILING_SHADOW")) { shadow_path(a, first); shadow_path(b, second); real_rename(first, second); }
  return done;
}

int clock_gettime(clockid_t id, struct timespec *now) {
  int done = real_clock(id, now);
  const char *name = getenv("FAILING_CLOCK");
  if (!done && id == CLOCK_REALTIME && name) {
    int fd = open(name, O_RDONLY);
    char text[32] = {0};
    if (fd >= 0) { if (read(fd, text, sizeof text - 1) > 0) now->tv_sec += atol(text); close(fd); }
  }
  return done;
}
