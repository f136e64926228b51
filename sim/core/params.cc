#include "sim/core/schema.h"
#include "sim/core/types.h"
