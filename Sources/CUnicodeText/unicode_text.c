#include "unicode_text.h"
