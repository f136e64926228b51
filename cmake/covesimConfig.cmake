# find_package(covesim): the target covesim::machine, with which a program embeds the machine (docs/embedding.md).
include(CMakeFindDependencyMacro)
find_dependency(OpenSSL COMPONENTS Crypto)
include(${CMAKE_CURRENT_LIST_DIR}/covesimTargets.cmake)
