#ifndef UNICODE_TEXT_H
#define UNICODE_TEXT_H
#endif
