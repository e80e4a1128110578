/*
 * Stands between a program and its disk: LD_PRELOADed into Relais, it lets a chosen call on a chosen file fail or be the
 * last one. RELAIS_FAULT names a file of one line, `FILE OP ACTION`, such as `events.db-wal sync fail`; without that file
 * every call goes through. OP: write, sync. ACTION: kill-before, kill-torn (half of a write), kill-after, fail (once),
 * full (every write, a short one first, until the line is gone). What was done, and every later call on a file whose
 * sync has failed, is appended to RELAIS_FAULT + ".log".
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef ssize_t (*pwriter)(int, const void *, size_t, off_t);
typedef int (*syncer)(int);

struct fault { char file[128], op[16], action[16]; };

static char failed[128];
static int was_short;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int name_of(int fd, char *name, size_t size) {
  char link[64], path[1024];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  const char *slash = strrchr(path, '/');
  snprintf(name, size, "%s", slash ? slash + 1 : path);
  return 1;
}

static void note(const char *what, const char *op, const char *name) {
  const char *control = getenv("RELAIS_FAULT");
  char path[1024], line[256];
  snprintf(path, sizeof path, "%s.log", control);
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return;
  int length = snprintf(line, sizeof line, "%s %s %s\n", what, op, name);
  ssize_t ignored = ((ssize_t(*)(int, const void *, size_t))next("write"))(fd, line, (size_t)length);
  (void)ignored;
  close(fd);
}

static int armed(const char *op, const char *name, struct fault *fault) {
  const char *control = getenv("RELAIS_FAULT");
  if (!control) return 0;
  FILE *file = fopen(control, "re");
  if (!file) return 0;
  int read = fscanf(file, "%127s %15s %15s", fault->file, fault->op, fault->action);
  fclose(file);
  return read == 3 && !strcmp(fault->op, op) && !strcmp(fault->file, name);
}

static void disarm(void) { unlink(getenv("RELAIS_FAULT")); }

static void die(const char *op, const struct fault *fault) {
  note(fault->action, op, fault->file);
  disarm();
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static ssize_t write_at(int fd, const void *bytes, size_t count, off_t offset) {
  static pwriter real;
  if (!real) real = (pwriter)next("pwrite64");
  char name[128];
  struct fault fault;
  if (!getenv("RELAIS_FAULT") || !name_of(fd, name, sizeof name)) return real(fd, bytes, count, offset);
  if (*failed && !strcmp(failed, name)) note("later", "write", name);
  if (!armed("write", name, &fault)) return real(fd, bytes, count, offset);
  if (!strcmp(fault.action, "kill-before")) die("write", &fault);
  if (!strcmp(fault.action, "full")) {
    if (!was_short && count > 1) { was_short = 1; note("short", "write", name); return real(fd, bytes, count / 2, offset); }
    note("full", "write", name);
    errno = ENOSPC;
    return -1;
  }
  if (!strcmp(fault.action, "kill-torn")) { real(fd, bytes, count / 2, offset); die("write", &fault); }
  ssize_t written = real(fd, bytes, count, offset);
  if (!strcmp(fault.action, "kill-after")) die("write", &fault);
  return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return write_at(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return write_at(fd, bytes, count, offset); }

static int sync_of(int fd, const char *call) {
  syncer real = (syncer)next(call);
  char name[128];
  struct fault fault;
  if (!getenv("RELAIS_FAULT") || !name_of(fd, name, sizeof name)) return real(fd);
  if (*failed && !strcmp(failed, name)) note("later", "sync", name);
  if (!armed("sync", name, &fault)) return real(fd);
  if (!strcmp(fault.action, "kill-before")) die("sync", &fault);
  if (!strcmp(fault.action, "fail")) {
    snprintf(failed, sizeof failed, "%s", name);
    disarm();
    note("fail", "sync", name);
    errno = EIO;
    return -1;
  }
  int answer = real(fd);
  if (!strcmp(fault.action, "kill-after")) die("sync", &fault);
  return answer;
}

int fsync(int fd) { return sync_of(fd, "fsync"); }
int fdatasync(int fd) { return sync_of(fd, "fdatasync"); }
